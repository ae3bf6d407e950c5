import type { Category } from './categories';

/** `hard`: this alone explains a failure; `soft`: it may; `info`: worth knowing, never a failure. */
export const SEVERITIES = ['hard', 'soft', 'info'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Patterns for lines that stand near each other. */
export interface Window {
  /** Lines from the first to the last of them, at most. */
  readonly within: number;
  readonly patterns: readonly string[];
}

/**
 * A failure signature. Patterns are tried on one line at a time, printable and without its line end, as it stands and
 * without what a logger put before it, in RE2 syntax (https://github.com/google/re2/wiki/Syntax): linear time, so no
 * look-around and no back references. Named groups, `(?P<name>...)`, become captures of the finding.
 *
 * A rule says what it looks for in one of `any`, `all` and `sequence`.
 */
export interface Rule {
  /** Stable: documents and expectations refer to it. */
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  /** What happened, as a short sentence without its stop. */
  readonly title: string;
  /** Any of them matches. */
  readonly any?: readonly string[];
  /** Each of them matches a line, in any order; the line that completes them is the evidence. */
  readonly all?: Window;
  /** Each of them matches a line below that of the one before; the last one is the evidence. */
  readonly sequence?: Window;
  /** A line that one of these matches is no match. */
  readonly unless?: readonly string[];
  /** A match counts only right below a line that one of these matches. */
  readonly onlyBelow?: readonly string[];
  /** A match right below a line that one of these matches is none. */
  readonly unlessBelow?: readonly string[];
  /** A match is taken back when one of these matches a line soon after, e.g. because a retry succeeded. */
  readonly unlessFollowedBy?: Window;
  /** Ids of rules that know better: where one of them matches the same line, this one does not. */
  readonly yieldsTo?: readonly string[];
  /** Globs over the path below the evidence folder, e.g. `logs/*`; all files by default. */
  readonly files?: readonly string[];
  /** Globs over names of boxes; one that begins with `!` excludes. All boxes by default. */
  readonly boxes?: readonly string[];
  /** Lines around the match that go into its excerpt; 3 and 3 by default. */
  readonly excerpt?: { readonly before?: number; readonly after?: number };
  /** Globs over the files that came home, below the folder of reports or of what was collected: their end says more. */
  readonly follow?: readonly string[];
  /** Why it happens. */
  readonly why: string;
  /** What to do about it. */
  readonly action: string;
  /** URLs or paths to read on. */
  readonly links?: readonly string[];
  /** Who looks after the rule. */
  readonly owner?: string;
  /** ISO date; from then on the rule is said to be out of date. */
  readonly validUntil?: string;
  /** How many more runs may help by themselves; as its category by default. */
  readonly retries?: number;
  /** Executed. A text of several lines is a log of several lines. */
  readonly examples: {
    readonly matches: readonly string[];
    /** Near misses: names, counts of zero, what tools say in passing. */
    readonly mustNotMatch: readonly string[];
  };
  /** Reads on from the matched line, where what counts is said further down. Code, so not for rule files in YAML. */
  readonly continuation?: (opening: string) => Continuation;
}

/** Is fed the lines after a match, until it closes. */
export interface Continuation {
  /** `says`: this line tells what happened; `closed`: the line does not belong to it any more. */
  next(line: string): 'open' | 'says' | 'closed';
}

/** Rules of one category, for a file of them. */
export const rulesOf = (
  category: Category,
  rules: readonly Omit<Rule, 'category'>[],
): readonly Rule[] => rules.map((rule) => ({ category, ...rule }));
