// Ruby's regular expressions, matched by RE2 in time linear in the text. What RE2 cannot (look-around, back
// references) is not understood.
import { RE2JS } from 're2js';
import { Pattern } from './values';

/** Undefined for what cannot be followed. */
export function makePattern(
  source: string,
  flags: { i: boolean; m: boolean; x: boolean },
): Pattern | undefined {
  try {
    // `^` and `$` are those of lines in Ruby; its `m` lets `.` match line breaks.
    const bits =
      RE2JS.MULTILINE | (flags.i ? RE2JS.CASE_INSENSITIVE : 0) | (flags.m ? RE2JS.DOTALL : 0);
    const plain = flags.x
      ? source.replace(/\\.|\s+|#.*$/gm, (one) => (one.startsWith('\\') ? one : ''))
      : source;
    return new Pattern(source, RE2JS.compile(translate(plain), bits));
  } catch {
    return undefined;
  }
}

const translate = (source: string) =>
  source.replace(/\\Z/g, '\\n?\\z').replace(/\\h/g, '[0-9a-fA-F]').replace(/\(\?</g, '(?P<');

export const quotePattern = (text: string) => RE2JS.quote(text);
