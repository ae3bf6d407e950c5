import type { CodeOf, Family } from './codes';
import type { TextEdit } from './edit';

/** One thing that is wrong with an input, and where. */
export interface Problem {
  /** A whole sentence; names in single quotes. */
  message: string;
  /** Path as the user would type it. */
  file?: string;
  /** Counted from 1. */
  line?: number;
  column?: number;
  /** The option or the path of keys concerned, e.g. `targets.vm-run.options.memory`. */
  key?: string;
  /** What to do about this one. */
  hint?: string;
  /** Edits that mend it, all together or none. Whoever finds the problem works them out and writes nothing. */
  fix?: readonly TextEdit[];
}

interface Details extends ErrorOptions {
  problems?: readonly Problem[];
}

/** An answer to the user: `message` says what and why, `hint` what next. */
export abstract class FlightlineError<F extends Family = Family> extends Error {
  readonly problems: readonly Problem[];

  constructor(
    readonly code: CodeOf<F>,
    message: string,
    readonly hint: string,
    { problems = [], ...options }: Details = {},
  ) {
    super(message, options);
    this.problems = problems;
  }
}

/** The user's input is wrong. */
export class UserError extends FlightlineError<'input'> {
  override readonly name = 'UserError';
}

/** The user's machine cannot do what is asked. */
export class EnvironmentError extends FlightlineError<'machine'> {
  override readonly name = 'EnvironmentError';
}

/** Raises one UserError that carries all problems, or does nothing when there are none. */
export function rejectProblems(
  code: CodeOf<'input'>,
  title: string,
  hint: string,
  problems: readonly Problem[],
): void {
  if (problems.length > 0) throw new UserError(code, title, hint, { problems });
}
