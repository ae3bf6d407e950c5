import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type Task, matrixOf } from '@flightline/core/executor';
import type { Box } from '@flightline/core/model';
import type { Argv } from '@flightline/core/process';

export interface ValidateOptions {
  boxes?: readonly string[];
  jobs: number;
  build: boolean;
}

/** The steps of a validation; each is a call of an inner nx. */
export interface ValidatePlan {
  boxes: readonly Box[];
  /** Absent when the release project has no docker-build, or none is wanted. */
  build: Argv | undefined;
  run: Argv;
  /** Absent when the release project has no triage. */
  triage: Argv | undefined;
}

/** Raises OPTIONS_INVALID for boxes that are not in the matrix, and for a matrix without boxes. */
export function planValidate(options: ValidateOptions, task: Task, nx: Argv): ValidatePlan {
  const { name } = task.project;
  const all = matrixOf(task.projects, name).boxes;
  const boxes =
    options.boxes === undefined ? all : all.filter((box) => options.boxes?.includes(box.name));
  rejectProblems(
    'OPTIONS_INVALID',
    `Release project '${name}' cannot be validated.`,
    all.length === 0
      ? `Add a box with: nx g @flightline/vm-run:box --release=${name}`
      : `Its boxes: ${all.map((box) => box.name).join(', ')}.`,
    boxListProblems(options, name, all),
  );

  const targets = task.projects[name]?.targets ?? {};
  const names = boxes.map((box) => box.name);
  // Nx hides the output of passing tasks in CI; whoever follows a run wants the lines as they come.
  const live = '--output-style=stream-without-prefixes';
  return {
    boxes,
    build:
      options.build && targets['docker-build'] !== undefined
        ? [...nx, 'run', `${name}:docker-build`, live]
        : undefined,
    run: [
      ...nx,
      'run-many',
      '-t',
      'vm-run',
      '-p',
      names.join(','),
      `--parallel=${options.jobs}`,
      // Without this the boxes would build what they were not to build.
      ...(options.build ? [] : ['--exclude-task-dependencies']),
      live,
    ],
    triage:
      targets['triage'] === undefined
        ? undefined
        : [
            ...nx,
            'run',
            `${name}:triage`,
            ...(options.boxes === undefined ? [] : [`--boxes=${names.join(',')}`]),
            live,
          ],
  };
}

function boxListProblems(
  { boxes = [] }: ValidateOptions,
  release: string,
  all: readonly Box[],
): Problem[] {
  if (all.length === 0)
    return [{ message: `No project carries the tags 'type:box' and 'matrix:${release}'.` }];
  const known = all.map(({ name }) => name);
  return boxes
    .filter((name) => !known.includes(name))
    .map((name) => ({ key: 'boxes', message: `'${name}' is no box of '${release}'.` }));
}
