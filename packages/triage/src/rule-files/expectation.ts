/** A finding that is expected on some boxes, for a while. */
export interface Expectation {
  /** Id of the rule. */
  readonly rule: string;
  /** Globs over names of boxes; one that begins with `!` excludes. All boxes by default. */
  readonly boxes?: readonly string[];
  /** Only findings whose line this pattern matches are meant. */
  readonly text?: string;
  readonly reason: string;
  readonly ticket?: string;
  /** ISO date, the last day on which it holds. */
  readonly expires: string;
  /** How often in one box: at least once and any number of times by default. */
  readonly count?: { readonly min?: number; readonly max?: number };
}
