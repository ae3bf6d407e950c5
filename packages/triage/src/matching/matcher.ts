import { RE2JS } from 're2js';

/** A pattern made ready. What it costs grows with the text and with nothing else. */
export interface Matcher {
  /** The first match; undefined when there is none. */
  match(text: string): Match | undefined;
}

interface Match {
  /** Index of its first character. */
  at: number;
  /** The named groups that took part. */
  captures: Readonly<Record<string, string>>;
}

/** Why a text is no pattern. `hint` says what to write instead. */
export class PatternError extends Error {
  override readonly name = 'PatternError';

  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** What other engines understand and RE2 leaves out, because it could not promise linear time with it. */
const LEFT_OUT: readonly (readonly [feature: RegExp, name: string, instead: string])[] = [
  [/\(\?=/, 'A look-ahead', "Match the text itself, or name what must stand near it in 'all'."],
  [/\(\?!/, 'A negative look-ahead', "Say what must not stand in the line in 'unless'."],
  [
    /\(\?<=/,
    'A look-behind',
    'Match the text before it, too, and name the part you want: (?P<name>...).',
  ],
  [/\(\?<!/, 'A negative look-behind', "Say what must not stand in the line in 'unless'."],
  [
    /\(\?>|[*+?}]\+/,
    'An atomic group or possessive quantifier',
    'Leave it out: RE2 never backtracks.',
  ],
  [
    /\\[1-9]|\\k[<{']|\(\?P=/,
    'A back reference',
    "Spell both out, or write a pattern for each in 'all'.",
  ],
];

const SYNTAX = 'See https://github.com/google/re2/wiki/Syntax.';

/** Makes a pattern in RE2 syntax ready. Raises PatternError. */
export function compilePattern(pattern: string): Matcher {
  const compiled = compile(pattern);
  return {
    match: (text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      const groups = Object.entries(matcher.getNamedGroups());
      const captures = Object.fromEntries(
        groups.filter((entry): entry is [string, string] => entry[1] !== null),
      );
      return { at: matcher.start(), captures };
    },
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const because = (error as Error).message.replace(/^error parsing regexp: /, '');
    const left = LEFT_OUT.find(([feature]) => feature.test(pattern));
    if (left === undefined) throw new PatternError(`It is not RE2: ${because}.`, SYNTAX);
    const [, name, instead] = left;
    throw new PatternError(`${name} is not part of RE2, which patterns are written in.`, instead);
  }
}

/** The same, made ready when it is first needed: of hundreds of patterns a log needs a few. */
export function lazyPattern(pattern: string): Matcher {
  let matcher: Matcher | undefined;
  return { match: (text) => (matcher ??= compilePattern(pattern)).match(text) };
}

/** True for a text that one of the patterns matches. */
export function anyOf(patterns: readonly string[]): (text: string) => boolean {
  const matchers = patterns.map(lazyPattern);
  return (text) => matchers.some((matcher) => matcher.match(text) !== undefined);
}
