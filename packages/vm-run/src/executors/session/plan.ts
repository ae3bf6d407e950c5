import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Problem, UserError, rejectProblems } from '@flightline/core/errors';
import { fileDigest, folderDigest } from '@flightline/core/evidence';
import { type Task, inRelease, linkTo, matrixOf, releaseOf } from '@flightline/core/executor';
import {
  type Box,
  type BoxDefinition,
  boxProblems,
  completeBox,
  matrixProblems,
} from '@flightline/core/model';
import type { Driver } from '../../drivers';
import { type ImageRequest, imageProblems } from '../../images';
import type { Parts } from './parts';

/** All that is decided about a run before anything happens. Paths are absolute. */
export interface BoxPlan {
  box: Box;
  driver: Driver;
  image: ImageRequest;
  releaseRoot: string;
  evidenceDir: string;
  artifact: { path: string; digest: string };
  runner: { path: string; digest: string };
  /** The script of the option `prepare`. */
  prepare: { path: string; digest: string } | undefined;
  taskHash: string | null;
}

/** Where the evidence of a box stands; known even when the rest of its options is not fit to run. */
export interface BoxPlace {
  box: Box;
  release: { name: string; root: string };
  releaseRoot: string;
  evidenceDir: string;
}

/** Raises OPTIONS_INVALID when the box belongs to no release project, BOX_INVALID when its evidence has no place. */
export function placeBox(options: BoxDefinition, task: Task): BoxPlace {
  const release = releaseOf(task);
  if (release === undefined) {
    throw new UserError(
      'OPTIONS_INVALID',
      `Box '${task.project.name}' belongs to no release project.`,
      `Give it the tag 'matrix:<release>' in ${task.project.root}/project.json, where <release> is the project under test.`,
    );
  }
  const { name, root } = task.project;
  const link = linkTo(release.name, task.projects[name] ?? {});
  const box = { name, root, options: completeBox(options), ...link };
  const releaseRoot = inRelease(task, release.root, '.');
  rejectProblems(
    'BOX_INVALID',
    `Box '${box.name}' has no place for its evidence.`,
    `Mend what is listed, then run 'nx run ${box.name}:vm-run' again.`,
    boxProblems(box).filter(({ key }) => key === 'evidenceDir'),
  );
  return { box, release, releaseRoot, evidenceDir: join(releaseRoot, box.options.evidenceDir) };
}

/** Decides the whole run. Raises BOX_INVALID with every problem of the box at once. */
export async function planBox(
  place: BoxPlace,
  task: Task,
  { drivers }: Pick<Parts, 'drivers'>,
): Promise<BoxPlan> {
  const { box, releaseRoot, evidenceDir } = place;
  const image: ImageRequest = {
    uri: box.options.image,
    packages: box.options.packages,
    releaseRoot,
    boxRoot: join(task.workspaceRoot, box.root),
    box: box.name,
  };
  const driver = drivers.find(({ name }) => name === box.options.driver);
  const artifact = join(releaseRoot, box.options.artifact);
  const runner = join(releaseRoot, box.options.runner);
  const prepare = box.options.prepare === '' ? undefined : join(releaseRoot, box.options.prepare);

  const problems = [
    ...ownProblems(place, task),
    ...(box.options.image === '' ? [] : imageProblems(image)),
    ...driverProblems(
      box,
      drivers.map(({ name }) => name),
    ),
    ...artifactProblems(relative(task.workspaceRoot, artifact), artifact, place.release.name),
    ...scriptProblems('runner', relative(task.workspaceRoot, runner), runner),
    ...(prepare === undefined
      ? []
      : scriptProblems('prepare', relative(task.workspaceRoot, prepare), prepare)),
  ];
  rejectProblems(
    'BOX_INVALID',
    `Box '${box.name}' cannot run.`,
    `Mend what is listed, then run 'nx run ${box.name}:vm-run' again.`,
    problems,
  );
  if (driver === undefined)
    throw new Error(`Driver '${box.options.driver}' passed the checks but is not in the list.`);

  return {
    box,
    driver,
    image,
    releaseRoot,
    evidenceDir,
    artifact: { path: artifact, digest: folderDigest(artifact) },
    runner: { path: runner, digest: await fileDigest(runner) },
    prepare:
      prepare === undefined ? undefined : { path: prepare, digest: await fileDigest(prepare) },
    taskHash: task.taskHash,
  };
}

/** The options of this run (flags included) beside the other boxes as their projects define them. */
function ownProblems({ box, release }: BoxPlace, task: Task): Problem[] {
  const matrix = matrixOf(task.projects, release.name);
  const others = matrix.boxes.filter(({ name }) => name !== box.name);
  const file = `${box.root}/project.json`;
  return matrixProblems({ ...matrix, boxes: [...others, box] }).filter(
    (problem) => problem.file === file,
  );
}

function driverProblems({ root, options }: Box, names: readonly string[]): Problem[] {
  if (options.driver === '' || names.includes(options.driver)) return [];
  const known = names.map((name) => `'${name}'`).join(', ');
  return [
    {
      file: `${root}/project.json`,
      key: 'driver',
      message: `There is no driver '${options.driver}'. Known: ${known}.`,
    },
  ];
}

function artifactProblems(shown: string, path: string, release: string): Problem[] {
  if (existsSync(path) && statSync(path).isDirectory() && readdirSync(path).length > 0) return [];
  return [
    {
      key: 'artifact',
      message: `There is no artifact in '${shown}'.`,
      hint: `Build it with: nx run ${release}:docker-build`,
    },
  ];
}

/** How each script of a box is called, and what to do when there is none. */
const SCRIPTS = {
  runner: {
    is: 'The runner',
    hint: "Write the script that tests the product inside a box, or name it in the option 'runner'.",
  },
  prepare: {
    is: 'The script',
    hint: "Write the script that prepares the machines of the box, or leave the option 'prepare' out.",
  },
} as const;

function scriptProblems(key: keyof typeof SCRIPTS, shown: string, path: string): Problem[] {
  const { is, hint } = SCRIPTS[key];
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    return [
      {
        key,
        message: `${is} '${shown}' is a link; Nx would not notice changes of the file behind it and take old results for new ones.`,
        hint: 'Put the script itself there.',
      },
    ];
  }
  if (existsSync(path) && statSync(path).isFile()) return [];
  return [{ key, message: `${is} '${shown}' does not exist.`, hint }];
}
