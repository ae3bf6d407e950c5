import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, type Outcome, fail, pass, warn } from '@flightline/core/check';
import { FlightlineError, type Problem } from '@flightline/core/errors';
import { type Box, matrixProblems } from '@flightline/core/model';
import { type SourceDocument, readYaml } from '@flightline/core/readers/yaml';

const OPTIONS = ['targets', 'vm-run', 'options'];

export const boxesValid: Check = {
  id: 'boxes-valid',
  stage: 'source',
  title: 'Every box describes a machine',
  why: 'A wrong option of the seventh box is found after six machines have run.',
  run: ({ boxes, workspaceRoot }) => {
    const problems = matrixProblems({ boxes }).map((problem) => withPlace(problem, workspaceRoot));
    return Promise.resolve(judge(boxes, problems));
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
function withPlace(problem: Problem, workspaceRoot: string): Problem {
  if (problem.file === undefined || problem.key === undefined) return problem;
  const document = readIfPossible(join(workspaceRoot, problem.file), problem.file);
  const path = [...OPTIONS, ...problem.key.split('.')];
  const position = path
    .map((_, index) => document?.position(path.slice(0, path.length - index)))
    .find((found) => found !== undefined);
  return { ...problem, ...position };
}

/** JSON is YAML. A project.json with comments is not, and a box may be defined elsewhere: then no line is told. */
function readIfPossible(path: string, file: string): SourceDocument | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return readYaml(path, file);
  } catch (error) {
    if (error instanceof FlightlineError) return undefined;
    throw error;
  }
}
