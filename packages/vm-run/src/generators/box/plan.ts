import { posix } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { matrixOf } from '@flightline/core/executor';
import {
  BOX_DEFAULTS,
  BOX_TAG,
  type Box,
  type BoxDefinition,
  completeBox,
  matrixProblems,
  matrixTag,
} from '@flightline/core/model';
import { KNOWN_IMAGES, type KnownImage, knownImage } from '../../images';
import { type JsonObject, complete } from '../complete';
import { imageOptions } from '../image-options';
import type { Plan } from '../plan';
import { notRunnableYet } from '../runnable';
import { type Workspace, projectAt, releaseProjects } from '../workspace';
import type { BoxGeneratorSchema } from './schema';

/**
 * Decides the project of one box. Of a box that exists, only the options given change. Raises BOX_INVALID with
 * all that is wrong.
 */
export function planBox(workspace: Workspace, options: BoxGeneratorSchema): Plan {
  const release = findRelease(workspace, options.release);
  const root = posix.join(release.root, 'vms/boxes', options.name);
  const standing = projectAt(workspace, root);
  const definition = defineBox(workspace, standing, options);
  const box: Box = {
    name: standing ?? freeName(workspace, release.name, options.name),
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
  const project = complete(workspace.json(path), boxProject(box, release.name, definition)).value;
  return {
    json: { [path]: withOptions(project, definition) },
    remarks: [],
    summary: [`Box '${box.name}' stands in '${root}'.`, nextStep(box)],
  };
}

function nextStep({ name, options }: Box): string {
  return notRunnableYet(name, options) ?? `next: nx run ${name}:vm-run`;
}

interface Release {
  name: string;
  root: string;
  problems: readonly Problem[];
}

/** The release project asked for, or the only one. Without one, a placeholder that carries the reason. */
function findRelease(workspace: Workspace, wanted = ''): Release {
  const all = releaseProjects(workspace);
  const name = wanted === '' && all.length === 1 ? all[0] : all.find((one) => one === wanted);
  if (name !== undefined)
    return { name, root: workspace.projects[name]?.root ?? '.', problems: [] };
  return { name: '', root: '', problems: [{ key: 'release', ...releaseProblem(wanted, all) }] };
}

function releaseProblem(wanted: string, all: readonly string[]): Omit<Problem, 'key'> {
  const message =
    wanted === ''
      ? `There are ${all.length} release projects.`
      : `'${wanted}' is no release project.`;
  if (all.length === 0)
    return { message, hint: 'Make one with: nx g @flightline/vm-run:release --directory <folder>' };
  return { message, hint: `Choose one with --release: ${all.join(', ')}` };
}

/** Project names are global: a box whose name is taken carries that of its release project, too. */
function freeName({ projects }: Workspace, release: string, box: string): string {
  return projects[box] === undefined ? box : `${posix.basename(release)}-${box}`;
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

function nameProblems({ projects }: Workspace, { name, root }: Box): Problem[] {
  const owner = projects[name];
  if (owner === undefined) return [];
  if (owner.root !== root)
    return [{ key: 'name', message: `'${name}' is the project in '${owner.root}', too.` }];
  if (owner.tags.includes(BOX_TAG)) return [];
  return [{ key: 'name', message: `'${root}' is project '${name}', and that is no box.` }];
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

function boxProject({ name, root }: Box, release: string, options: BoxDefinition): JsonObject {
  return {
    name,
    $schema: posix.join(posix.relative(root, '.'), 'node_modules/nx/schemas/project-schema.json'),
    tags: [BOX_TAG, 'os:linux', matrixTag(release)],
    implicitDependencies: [release],
    targets: {
      'vm-run': { executor: '@flightline/vm-run:vm-run', options },
      'vm-image': {},
    },
  };
}

/** `complete` keeps what stands; the options are the one place where what is given now wins. */
function withOptions(project: JsonObject, options: BoxDefinition): JsonObject {
  const targets = project['targets'] as Record<string, JsonObject>;
  return { ...project, targets: { ...targets, 'vm-run': { ...targets['vm-run'], options } } };
}
