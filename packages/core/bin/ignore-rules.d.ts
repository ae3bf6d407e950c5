/** A pattern with its place. */
export interface IgnoreRule {
  /** As it stands, without white space around it. */
  readonly words: string;
  /** Cleaned: no slash at its ends, no `!`, no `.` or doubled slashes. */
  readonly pattern: string;
  /** True for `!pattern`, which brings back what a rule before it hides. */
  readonly brings: boolean;
  /** Counted from 1. */
  readonly line: number;
}

/** Paths are relative to the context, with `/` and without a slash at their ends. */
export interface Hider {
  /** True for a path that no engine shows to a build. */
  readonly hides: (path: string) => boolean;
  /** True for a folder that is hidden with all that may lie in it. */
  readonly hidesAllIn: (path: string) => boolean;
}

/** Whether a pattern can be compiled, by the rules of Go's filepath.Match. */
export function isWellFormed(pattern: string): boolean;

/** True when only the pattern's own characters match it. */
export function isPlain(pattern: string): boolean;

/** True for `**name`, which versions of the engines read differently. */
export function isGlued(pattern: string): boolean;

/** The rules of a file, also those that no engine takes: an empty pattern, or one that is not well-formed. */
export function readRules(text: string): IgnoreRule[];

/** What rules mean together: the last one that matches a path, or a folder above it, decides. */
export function hiderOf(rules: readonly Pick<IgnoreRule, 'pattern' | 'brings'>[]): Hider;

/** False when no path matches one of two patterns and lies at or below what the other matches. */
export function mayMeet(one: string, other: string): boolean;
