import { createColors } from 'picocolors';
import { FlightlineError, type Problem } from './errors';

/**
 * An error as the lines a person reads: what and why, each problem with its place, what next.
 * Anything that is no FlightlineError is our own mistake and keeps its stack.
 */
export function renderError(error: unknown, { colour = false } = {}): string[] {
  const paint = createColors(colour);
  if (!(error instanceof FlightlineError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [
      `${paint.red('error')} INTERNAL  Flightline made a mistake.`,
      ...stack.split('\n').map((line) => `  ${line}`),
      '  Please report this with the lines above.',
    ];
  }
  return [
    `${paint.red('error')} ${error.code}  ${error.message}`,
    ...error.problems.flatMap(renderProblem),
    ...error.hint
      .split('\n')
      .map((line, index) => `  ${index === 0 ? paint.cyan('next:') : '     '} ${line}`),
  ];
}

/** The error with everything the user should read in its message, which is all that Nx prints of a generator's. */
export function readableError(error: unknown): unknown {
  if (!(error instanceof FlightlineError)) return error;
  return new Error(renderError(error).join('\n'), { cause: error });
}

/** One problem as lines: its place, what is wrong and what to do about it. */
export function renderProblem(problem: Problem): string[] {
  const place = [problem.file, problem.line, problem.column]
    .filter((part) => part !== undefined)
    .join(':');
  const where = [place, problem.key].filter((part) => part !== undefined && part !== '').join(' ');
  return [
    `  - ${where === '' ? '' : `${where}: `}${problem.message}`,
    ...(problem.hint === undefined ? [] : [`    ${problem.hint}`]),
  ];
}
