import { splitWords } from './words';

export interface HeredocStart {
  /** The line that ends it. */
  name: string;
  /** False when the name is quoted: then nothing in the text is replaced. */
  expands: boolean;
  /** True for `<<-`: tabs at the beginning of its lines are dropped. */
  tabs: boolean;
}

const START = /^\d*<<(-?)(\S*)$/;

/** The here-documents that a line announces, in their order. Text in quotes announces none. */
export function heredocsIn(text: string): HeredocStart[] {
  const words = splitWords(text, '\\');
  return words.flatMap(({ text: word }, index) => {
    const [matched, dash = '', joined = ''] = START.exec(word) ?? [];
    if (matched === undefined) return [];
    // `<< EOF` is one, `<<- EOF` is none.
    const quoted = joined === '' && dash === '' ? (words[index + 1]?.text ?? '') : joined;
    const name = quoted.replace(/["']/g, '');
    const isStart = name !== '' && !quoted.includes('<');
    return isStart ? [{ name, expands: name === quoted, tabs: dash === '-' }] : [];
  });
}
