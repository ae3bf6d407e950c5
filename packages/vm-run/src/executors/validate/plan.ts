import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type Task, matrixOf } from '@flightline/core/executor';
import type { Box } from '@flightline/core/model';
import type { Argv } from '@flightline/core/process';

export interface ValidateOptions {
  boxes?: readonly string[];
  jobs: number;
  build: boolean;
}

export interface ValidatePlan {
  boxes: readonly Box[];
  /** Whether nx builds the artifact before the boxes. */
  builds: boolean;
  /** The call of the inner nx. */
  run: Argv;
  /** Options of the release project's triage; absent when it has none. */
  triage: { boxes?: readonly string[] } | undefined;
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
  return {
    boxes,
    builds: options.build && targets['docker-build'] !== undefined,
    run: [
      ...nx,
      ...['run-many', '-t', 'vm-run', '-p', names.join(','), `--parallel=${options.jobs}`],
      // Without this the boxes would build what they were not to build.
      ...(options.build ? [] : ['--exclude-task-dependencies']),
      // Nx hides the output of passing tasks in CI; whoever follows a run wants the lines as they come.
      '--output-style=stream-without-prefixes',
    ],
    triage:
      targets['triage'] === undefined
        ? undefined
        : options.boxes === undefined
          ? {}
          : { boxes: names },
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
