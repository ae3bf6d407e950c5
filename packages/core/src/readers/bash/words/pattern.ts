import { RE2JS } from 're2js';

const CLASS = /^\[[!^]?\]?[^\]]*\]/;

/**
 * A pattern of the shell as a regular expression, which is matched in linear time whatever the script says.
 * @param anchors put before and behind it
 */
export function compilePattern(pattern: string, [before, behind] = ['', '']): RE2JS {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const range = CLASS.exec(pattern.slice(at))?.[0];
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '[' && range !== undefined) {
      source += range.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
      at += range.length - 1;
    } else source += RE2JS.quote(character);
  }
  return RE2JS.compile(`${before}${source}${behind}`, RE2JS.DOTALL);
}

/** Whether the whole text is what the pattern says. */
export function matches(pattern: string, text: string): boolean {
  return compilePattern(pattern).matches(text);
}
