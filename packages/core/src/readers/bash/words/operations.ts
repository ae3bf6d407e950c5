import type { ParameterOperation, Word } from 'unbash';
import { type Field, expandOne, expandWord } from './expand';
import type { Parameter } from './parameter';
import { compilePattern, matches } from './pattern';
import { type Run, originOf } from '../session';
import { type Value, doubt, either, mapText, onlyText, text } from '../values';
import { scalar } from '../variables';

type OfType<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;
type Operations = {
  [T in ParameterOperation['type']]: (
    found: Parameter,
    operation: OfType<T>,
    name: string,
    run: Run,
  ) => Parameter;
};

/** What can be done to a parameter between its braces. */
export const OPERATIONS: Operations = {
  Default: (found, operation, name, run) => {
    const kind = operation.operator.replace(':', '');
    const state = operation.operator.startsWith(':') ? emptiness(found) : found.isSet;
    if (kind === '?') return found;
    const operand = expandWord(operation.operand, run);
    if (kind === '+')
      return state === 'no' ? { ...found, fields: [] } : choose(found, operand, 'no');
    const result = choose(found, operand, state);
    const value = result.fields.map((field) => field.value).reduce(either, []);
    if (kind === '=' && value.length > 0) {
      const key = text('0', originOf(run, operation));
      run.state.variables.set(name, scalar(value, key));
    }
    return result;
  },
  Remove: (found, { operator, operand }, _name, run) =>
    withPattern(found, operand, run, (value, pattern) => cut(value, pattern, operator)),
  Replace: (found, { operator, pattern: word, replacement }, _name, run) => {
    const by = onlyText(expandOne(replacement, run));
    return withPattern(found, word, run, (value, pattern) =>
      by === undefined ? undefined : replace(value, pattern, by, operator),
    );
  },
  Slice: (found, { offset, length }, name, run) => {
    const from = numberOf(offset, run);
    const count = length === undefined ? undefined : numberOf(length, run);
    if (found.isList) return sliceList(found, name === '@' ? (from ?? 1) - 1 : (from ?? 0), count);
    if (from === undefined || from < 0) return unclear(found, offset, run);
    const end = count === undefined ? undefined : from + count;
    return onEach(found, (value) => value.slice(from, end));
  },
  CaseModification: (found, { operator }) => onEach(found, CASES[operator]),
  Transform: (found) => found,
  Names: (found) => found,
  Unknown: (found, operation, _name, run) => unclear(found, operation, run),
};

const CASES: Readonly<Record<OfType<'CaseModification'>['operator'], (value: string) => string>> = {
  '^': (value) => value.charAt(0).toUpperCase() + value.slice(1),
  '^^': (value) => value.toUpperCase(),
  ',': (value) => value.charAt(0).toLowerCase() + value.slice(1),
  ',,': (value) => value.toLowerCase(),
};

/** With a colon an empty text counts as not set. */
function emptiness({ fields, isSet }: Parameter): Parameter['isSet'] {
  const atoms = fields.flatMap(({ value }) => value);
  const empty = atoms.filter((atom) => atom.kind === 'text' && atom.text === '');
  if (empty.length === 0) return isSet;
  return empty.length === atoms.length ? 'no' : 'maybe';
}

/** The parameter, the operand, or either. */
function choose(found: Parameter, operand: readonly Field[], isSet: Parameter['isSet']): Parameter {
  const [first] = operand;
  if (isSet === 'yes') return found;
  if (isSet === 'no') return { fields: operand, isList: operand.length > 1, isSet: 'yes' };
  if (found.isList || operand.length > 1 || first?.many === true) {
    return { fields: [...found.fields, ...operand], isList: true, isSet: 'yes' };
  }
  const value = [...found.fields, ...operand].map((field) => field.value).reduce(either, []);
  return {
    fields: value.length === 0 ? [] : [{ value, many: false }],
    isList: false,
    isSet: 'yes',
  };
}

function onEach(found: Parameter, change: (value: string) => string): Parameter {
  const fields = found.fields.map((field) => ({ ...field, value: mapText(field.value, change) }));
  return { ...found, fields };
}

function withPattern(
  found: Parameter,
  word: Word,
  run: Run,
  change: (value: string, pattern: string) => string | undefined,
): Parameter {
  const pattern = onlyText(expandOne(word, run));
  if (pattern === undefined) return unclear(found, word, run);
  const because = doubt('How it is changed is not known.', originOf(run, word));
  const fields = found.fields.map((field) => ({
    ...field,
    value: field.value.flatMap((atom): Value => {
      if (atom.kind !== 'text') return [atom];
      const changed = change(atom.text, pattern);
      return [changed === undefined ? because : text(changed, atom.origin)];
    }),
  }));
  return { ...found, fields };
}

function unclear(found: Parameter, at: { pos: number }, run: Run): Parameter {
  const value = [doubt('How it is changed is not known.', originOf(run, at))];
  return { ...found, fields: found.fields.map((field) => ({ ...field, value })) };
}

/** No name of a machine is longer; cutting tries every length. */
const LONGEST = 1024;

function cut(value: string, pattern: string, operator: OfType<'Remove'>['operator']) {
  if (value.length > LONGEST) return undefined;
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  const atEnd = operator.startsWith('%');
  const part = (length: number) =>
    atEnd ? value.slice(value.length - length) : value.slice(0, length);
  const length = lengths.find((one) => matches(pattern, part(one))) ?? 0;
  return atEnd ? value.slice(0, value.length - length) : value.slice(length);
}

const ANCHORS: Readonly<Record<OfType<'Replace'>['operator'], [string, string]>> = {
  '/': ['', ''],
  '//': ['', ''],
  '/#': ['^', ''],
  '/%': ['', '$'],
};

function replace(
  value: string,
  pattern: string,
  by: string,
  operator: OfType<'Replace'>['operator'],
): string {
  const matcher = compilePattern(pattern, ANCHORS[operator]).matcher(value);
  const replacement = by.replaceAll(/[\\$]/g, '\\$&');
  return operator === '//' ? matcher.replaceAll(replacement) : matcher.replaceFirst(replacement);
}

function numberOf(word: Word, run: Run): number | undefined {
  const value = onlyText(expandOne(word, run))?.trim();
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** Whatever stands behind an unknown number of words may be among those that are wanted. */
function sliceList(found: Parameter, from: number, count: number | undefined): Parameter {
  if (from < 0 || found.fields.some(({ many }) => many)) return found;
  const end = count === undefined || count < 0 ? undefined : from + count;
  return { ...found, fields: found.fields.slice(from, end) };
}
