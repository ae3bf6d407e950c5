import { posix } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { matrixOf } from '@flightline/core/executor';
import {
  BOX_DEFAULTS,
  type Box,
  type BoxDefinition,
  completeBox,
  matrixProblems,
} from '@flightline/core/model';
import { KNOWN_IMAGES, type KnownImage, knownImage } from '../../images/known-images';
import {
  boxProject,
  boxRoot,
  findRelease,
  nameProblems,
  projectName,
  withVmRun,
} from '../box-project';
import { complete } from '../complete';
import { imageOptions } from '../image-options';
import type { Plan } from '../plan';
import { notRunnableYet } from '../runnable';
import { type Workspace, projectAt } from '../workspace';
import type { BoxGeneratorSchema } from './schema';

/**
 * Decides the project of one box. Of a box that exists, only the options given change. Raises BOX_INVALID with
 * all that is wrong.
 */
export function planBox(workspace: Workspace, options: BoxGeneratorSchema): Plan {
  const release = findRelease(workspace, options.release);
  const root = boxRoot(release, options.name);
  const standing = projectAt(workspace, root);
  const definition = defineBox(workspace, standing, options);
  const box: Box = {
    name: projectName(workspace, release, options.name),
    root,
    options: completeBox(definition),
  };
  rejectProblems(
    'BOX_INVALID',
    `This cannot become box '${options.name}'.`,
    'Run the generator again with other options. Nothing was written.',
    [
      ...release.problems,
      ...nameProblems(workspace, box),
      ...optionProblems(workspace, release.name, box),
    ],
  );

  const path = posix.join(root, 'project.json');
  const wanted = boxProject(box, release.name, { os: 'linux', options: definition });
  const project = complete(workspace.json(path), wanted).value;
  // `complete` keeps what stands; the options are the one place where what is given now wins.
  return {
    json: { [path]: withVmRun(project, { options: definition }) },
    remarks: [],
    summary: [`Box '${box.name}' stands in '${root}'.`, nextStep(box)],
  };
}

function nextStep({ name, options }: Box): string {
  return notRunnableYet({ [name]: options })[0] ?? `next: nx run ${name}:vm-run`;
}

/** The options that a generator's caller can set; each is an option of the box by the same name. */
const SETTABLE = ['image', 'memory', 'cpus', 'packages', 'driver'] as const;

/** What the box project says in its options: what stands there, with what is given now. */
function defineBox(
  workspace: Workspace,
  standing: string | undefined,
  options: BoxGeneratorSchema,
): BoxDefinition {
  // An empty answer to a prompt is no answer.
  const given = SETTABLE.filter((key) => (options[key] ?? '') !== '');
  const { memory, cpus } = BOX_DEFAULTS;
  const known = knownImage(options.image ?? '') ?? namesake(standing, options);
  const before =
    standing === undefined
      ? { image: '', memory: known?.memory ?? memory, cpus, hostname: options.name }
      : workspace.projects[standing]?.targets['vm-run']?.options;
  return {
    ...before,
    ...Object.fromEntries(given.map((key) => [key, options[key]])),
    ...(known !== undefined && imageOptions(known)),
  };
}

/** A new box of which only the name is said: the known image of that name. */
function namesake(
  standing: string | undefined,
  { name, image = '' }: BoxGeneratorSchema,
): KnownImage | undefined {
  return standing === undefined && image === '' ? knownImage(name) : undefined;
}

const KNOWN_NAMES = KNOWN_IMAGES.map(({ name }) => name).join(', ');

/** The problems of this box, not those of its neighbours; it comes last, so a shared host name is its fault. */
function optionProblems({ projects }: Workspace, release: string, box: Box): Problem[] {
  const others = matrixOf(projects, release).boxes.filter(({ root }) => root !== box.root);
  return matrixProblems({ boxes: [...others, box] })
    .filter(({ file }) => file === `${box.root}/project.json`)
    .map(({ key = '', message }) => ({
      key,
      message,
      ...(key === 'image' && {
        hint: `Known images: ${KNOWN_NAMES}. Any other is named by its URI.`,
      }),
    }));
}
