import { posix } from 'node:path';
import { startProgram } from '../commands';
import { pathOf } from '../paths';
import { linesOfFile } from '../redirect';
import { GIVEN, mapText, onlyText, split, text } from '../values';
import { type Builtin, joinWords, operandsOf } from './builtin';

export const silent: Builtin = () => undefined;

export const echo: Builtin = ({ words, origin }, run) => {
  const start = words.findIndex(({ value }) => !/^-[neE]+$/.test(onlyText(value) ?? ''));
  const values = start === -1 ? [] : words.slice(start).map(({ value }) => value);
  const isKnown = values.every((value) => value.every(({ kind }) => kind === 'text'));
  // As one text, a word that is not known would hide the others.
  run.output.push(...(isKnown ? split(joinWords(values, origin), '\n') : values));
};

/** A format with `%s` and nothing else that is replaced. */
const PLAIN_FORMAT = /^(?<before>[^%\\]*)%s(?<behind>[^%\\]*)(?:\\n)?$/;

export const printf: Builtin = (call, run) => {
  const [format, ...values] = call.words;
  const found = PLAIN_FORMAT.exec(onlyText(format?.value) ?? '')?.groups;
  if (found === undefined) {
    startProgram(call, run);
    return;
  }
  const { before = '', behind = '' } = found;
  for (const { value } of values) {
    run.output.push(mapText(value, (one) => `${before}${one}${behind}`.trim()));
  }
};

/** Passes on what it reads, or the files it is given. */
export const pass: Builtin = ({ words, origin }, run) => {
  const files = operandsOf(words);
  const lines =
    files.length === 0
      ? (run.input?.left ?? [GIVEN])
      : files.flatMap(({ value }) => linesOfFile(value, origin, run));
  run.output.push(...lines);
};

const changed =
  (change: (path: string) => string): Builtin =>
  ({ words }, run) => {
    const [path] = operandsOf(words);
    if (path !== undefined) run.output.push(mapText(path.value, change));
  };

export const dirname = changed((path) => posix.dirname(path));
export const basename = changed((path) => posix.basename(path));
/** As far as links are none. */
export const realpath = changed((path) => posix.normalize(path));

export const pwd: Builtin = (_call, run) => void run.output.push(run.state.folder);

export const cd: Builtin = ({ words }, run) => {
  const [target] = operandsOf(words)[0]?.value ?? [];
  const folder = target?.kind === 'text' ? pathOf(target.text, run.state.folder) : undefined;
  run.state.folder =
    folder === undefined || target?.kind !== 'text' ? GIVEN : [text(folder, target.origin)];
};

/** More than that are no machines. */
const MOST_NUMBERS = 1000;

/** `seq LAST` and `seq FIRST LAST` */
export const seq: Builtin = (call, run) => {
  const numbers = operandsOf(call.words).map(({ value }) => Number(onlyText(value)));
  const [first = NaN, last = NaN] = numbers.length === 1 ? [1, ...numbers] : numbers;
  if (numbers.length > 2 || !(last - first < MOST_NUMBERS)) {
    startProgram(call, run);
    return;
  }
  for (let number = first; number <= last; number += 1) {
    run.output.push([text(String(number), call.origin)]);
  }
};
