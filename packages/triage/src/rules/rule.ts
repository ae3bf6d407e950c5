export const CATEGORIES = [
  'linking',
  'crash',
  'python',
  'resources',
  'machine',
  'server',
  'network',
  'packages',
  'tests',
] as const;

export type Category = (typeof CATEGORIES)[number];

/** `hard`: this alone explains a failure; `soft`: it may; `info`: worth knowing. */
export const SEVERITIES = ['hard', 'soft', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];

/**
 * A failure signature. Patterns are tried on one line at a time, printable and without its line end, in RE2
 * syntax (https://github.com/google/re2/wiki/Syntax): linear time, so no look-around and no backreferences.
 */
export interface Rule {
  /** Stable: documents and expectations refer to it. */
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  /** What happened, as a short sentence without its stop. */
  readonly title: string;
  /** Any of them matches. */
  readonly patterns: readonly string[];
  /** A line that one of these matches is no match. */
  readonly unless?: readonly string[];
  /** A match counts only right below a line that one of these matches. */
  readonly onlyBelow?: readonly string[];
  /** A match right below a line that one of these matches is none. */
  readonly unlessBelow?: readonly string[];
  /** Reads on from the matched line, where what counts is said further down. */
  readonly continuation?: (opening: string) => Continuation;
  /** Why it happens. */
  readonly why: string;
  /** What to do about it. */
  readonly action: string;
  /** Executed by the rules' spec. A text of several lines is a log of several lines. */
  readonly examples: {
    readonly matches: readonly string[];
    /** Near misses: names, counts of zero, what tools say in passing. */
    readonly mustNotMatch: readonly string[];
  };
}

/** Is fed the lines after a match, until it closes. */
export interface Continuation {
  /** `says`: this line tells what happened; `closed`: the line does not belong to it any more. */
  next(line: string): 'open' | 'says' | 'closed';
}
