import type { Field } from '../words/expand';
import type { Origin } from '../script';
import type { Run } from '../session';
import { type Value, concat, onlyText, text } from '../values';

/** A command of the shell, or a program of which more is known than that it is started. */
export interface Call {
  readonly command: string;
  readonly words: readonly Field[];
  readonly origin: Origin;
}

export type Builtin = (call: Call, run: Run) => void;

export const isOption = ({ value }: Field): boolean => onlyText(value)?.startsWith('-') === true;

/** The option of one letter, also among others: `r` in `-ra`. */
export const hasOption = (words: readonly Field[], letter: string): boolean =>
  words.some(({ value }) => new RegExp(`^-\\w*${letter}`).test(onlyText(value) ?? ''));

export const operandsOf = (words: readonly Field[]): Field[] =>
  words.filter((word) => !isOption(word));

export const namesIn = (words: readonly Field[]): string[] =>
  operandsOf(words).flatMap(({ value }) => onlyText(value) ?? []);

/** Lines as words, each of which may stand for many when it is not known. */
export const fieldsOfLines = (lines: readonly Value[]): Field[] =>
  lines.map((value) => ({ value, many: value.every(({ kind }) => kind !== 'text') }));

/** Words with blanks between as one. */
export function joinWords(values: readonly Value[], origin: Origin): Value {
  const [first, ...others] = values;
  const blank = [text(' ', origin)];
  return others.reduce<Value>(
    (all, value) => concat(concat(all, blank, origin), value, origin),
    first ?? [text('', origin)],
  );
}
