import { type Check, type Outcome, fail, pass, warn } from '@flightline/core/check';
import { FlightlineError, type Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import { type Box, matrixProblems } from '@flightline/core/model';
import { type SourceDocument, parseYaml } from '@flightline/core/readers/yaml';
import { nearestPosition } from '../nearest-position';

const OPTIONS = ['targets', 'vm-run', 'options'];

export const boxesValid: Check = {
  id: 'boxes-valid',
  stage: 'source',
  title: 'Every box describes a machine',
  why: 'A wrong option of the seventh box is found after six machines have run.',
  fix: 'Correct the options of the boxes that are named.',
  run: async ({ boxes, files }) => {
    const problems = matrixProblems({ boxes }).map((problem) => withPlace(problem, files));
    return judge(boxes, await Promise.all(problems));
  },
};

function judge(boxes: readonly Box[], problems: readonly Problem[]): Outcome {
  if (boxes.length === 0) {
    return warn(
      'No box belongs to this release project, so no machine will be made.',
      'Add a box: nx g @flightline/vm-run:box <name>',
    );
  }
  return problems.length === 0
    ? pass(boxes.map(({ name }) => name).join(', '))
    : fail('Some boxes cannot be run.', 'Correct the options named above.', problems);
}

/** Adds the line of the option, or of the options where it is missing. */
async function withPlace(problem: Problem, files: ProjectFiles): Promise<Problem> {
  if (problem.file === undefined || problem.key === undefined) return problem;
  const document = await readIfPossible(files, files.path(problem.file));
  const path = [...OPTIONS, ...problem.key.split('.')];
  return { ...problem, ...(document && nearestPosition(document, path)) };
}

/** JSON is YAML. A project.json with comments is not, and a box may be defined elsewhere: then no line is told. */
async function readIfPossible(
  files: ProjectFiles,
  path: string,
): Promise<SourceDocument | undefined> {
  try {
    return await files.read(path, parseYaml);
  } catch (error) {
    if (error instanceof FlightlineError) return undefined;
    throw error;
  }
}
