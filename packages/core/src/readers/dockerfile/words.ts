/** A word as it stands, with its quotes, and where it begins. */
export interface Word {
  text: string;
  offset: number;
}

const SPACE = /\s/;

/** Splits at white space outside of quotes, as engines split the arguments of ENV and flags. */
export function splitWords(text: string, escape: string): Word[] {
  const words: Word[] = [];
  let start: number | undefined;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (start !== undefined && quote === '' && SPACE.test(character)) {
      words.push({ text: text.slice(start, index), offset: start });
      start = undefined;
      continue;
    }
    if (start === undefined && SPACE.test(character)) continue;
    start ??= index;
    if (character === escape && quote !== "'") index++;
    else if (quote === character) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
  }
  if (start !== undefined) words.push({ text: text.slice(start), offset: start });
  return words;
}
