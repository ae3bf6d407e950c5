import { GIVEN, onlyText, split, text } from '../values';
import { EMPTY, addFields, scalar } from '../variables';
import type { Field } from '../words/expand';
import { type Builtin, fieldsOfLines, hasOption, isOption, joinWords, namesIn } from './builtin';

/** Options of read that are followed by a value. */
const WITH_VALUE = /^-\w*[dinNptu]$/;

const isValue = (before: Field | undefined) => WITH_VALUE.test(onlyText(before?.value) ?? '');

/** `read -r a b`: the words of a line; the last name takes all that are left. */
export const read: Builtin = ({ words, origin }, run) => {
  const line = run.input === undefined ? GIVEN : run.input.next();
  if (line === undefined) return;
  const { variables } = run.state;
  const separators = onlyText(variables.get('IFS')?.entries.get('0')?.value);
  const parts = separators === '' ? [line] : split(line, separators);
  const names = words.filter((word, index) => !isOption(word) && !isValue(words[index - 1]));
  const [first = 'REPLY', ...others] = names.flatMap(({ value }) => onlyText(value) ?? []);
  if (hasOption(words, 'a')) {
    variables.set(first, addFields(EMPTY, fieldsOfLines(parts), origin));
    return;
  }
  const isKnown = line.every(({ kind }) => kind === 'text');
  [first, ...others].forEach((name, index) => {
    const end = index === others.length ? undefined : index + 1;
    const value = isKnown ? joinWords(parts.slice(index, end), origin) : line;
    variables.set(name, scalar(value, text('0', origin)));
  });
};

/** `mapfile -t names`, also called readarray. */
export const mapfile: Builtin = ({ words, origin }, run) => {
  const lines = run.input?.left ?? [GIVEN];
  const name = namesIn(words).at(-1) ?? 'MAPFILE';
  run.state.variables.set(name, addFields(EMPTY, fieldsOfLines(lines), origin));
};
