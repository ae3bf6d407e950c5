import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Field } from './expand';
import { expandOne } from './expand';
import { OPERATIONS } from './operations';
import type { Origin } from '../script';
import { type Run, originOf } from '../session';
import { GIVEN, type Value, doubt, either, onlyText, text } from '../values';
import { EMPTY, type Variable, anyOf } from '../variables';

/** What a part of a word becomes. */
export interface Expansion {
  readonly fields: readonly Field[];
  /** Its fields are words of their own also in quotes. */
  readonly isList: boolean;
  readonly isQuoted: boolean;
}

/** What a parameter holds before anything is done to it. */
export type Parameter = Omit<Expansion, 'isQuoted'> & {
  /** `no` and `maybe`: it is not set, or perhaps not. */
  readonly isSet: 'yes' | 'maybe' | 'no';
};

/** Parameters of which only running the script would tell. */
const OF_THE_RUN = new Set(['?', '$', '!', '-', '_', 'RANDOM', 'SECONDS', 'LINENO', 'PPID']);

export function simpleParameter(name: string, origin: Origin, run: Run): Parameter {
  if (name === '@' || name === '*') return listOf(run.state.positional, true);
  if (/^[1-9]\d*$/.test(name)) return elementOf(run.state.positional, [text(name, origin)], run);
  if (name === '#') return oneValue(countOf(run.state.positional, origin));
  if (OF_THE_RUN.has(name)) return oneValue([doubt(`'$${name}' is not known.`, origin)]);
  const variable = run.state.variables.get(name);
  return variable === undefined
    ? { ...oneValue(GIVEN), isSet: 'maybe' }
    : elementOf(variable, [text('0', origin)], run);
}

/** `${...}` */
export function parameter(part: ParameterExpansionPart, run: Run): Parameter {
  const { operation, parameter: name, prefix, index } = part;
  const origin = originOf(run, part);
  if (prefix === '!' && operation?.type === 'Names') {
    return oneValue([doubt(`Which variables there are is not known.`, origin)]);
  }
  const found = lookUp(name, index, prefix, origin, run);
  return operation === undefined ? found : operate(found, operation, name, run);
}

function operate(
  found: Parameter,
  operation: ParameterOperation,
  name: string,
  run: Run,
): Parameter {
  const apply = OPERATIONS[operation.type] as (
    found: Parameter,
    operation: ParameterOperation,
    name: string,
    run: Run,
  ) => Parameter;
  return apply(found, operation, name, run);
}

function lookUp(
  name: string,
  index: Word | undefined,
  prefix: '!' | '#' | undefined,
  origin: Origin,
  run: Run,
): Parameter {
  if (index === undefined) {
    const found = simpleParameter(name, origin, run);
    if (prefix === '#') return oneValue(lengthOf(found, origin));
    return prefix === '!' ? indirect(found, origin, run) : found;
  }
  const isWhole = index.value === '@' || index.value === '*';
  const variable = run.state.variables.get(name);
  if (variable === undefined) return { fields: [], isList: isWhole, isSet: 'no' };
  if (!isWhole) return elementOf(variable, expandOne(index, run), run);
  if (prefix === '#') return oneValue(countOf(variable, origin));
  if (prefix === '!') return listOf(keysOf(variable), true);
  return listOf(variable, true);
}

/** The keys of an array as an array. */
function keysOf(variable: Variable): Variable {
  const entries = [...variable.entries].map(
    ([id, { key }]) => [id, { key, value: [key] }] as const,
  );
  return { ...variable, entries: new Map(entries) };
}

const listOf = ({ entries, rest, unsure }: Variable, isList: boolean): Parameter => ({
  fields: [
    ...[...entries.values()].map(({ value }) => ({ value, many: false })),
    ...(rest.length === 0 ? [] : [{ value: rest, many: true }]),
  ],
  isList,
  isSet: entries.size > 0 && !unsure ? 'yes' : rest.length > 0 || unsure ? 'maybe' : 'no',
});

const oneValue = (value: Value): Parameter => ({
  fields: [{ value, many: false }],
  isList: false,
  isSet: value.some(({ kind }) => kind === 'given') ? 'maybe' : 'yes',
});

/** An element; all of them when its key is not known. */
function elementOf(variable: Variable, key: Value, run: Run): Parameter {
  const found = key
    .map((atom) => {
      const id = atom.kind === 'text' ? keyIn(variable, atom.text, run) : undefined;
      if (id === undefined) return anyOf(variable);
      return variable.entries.get(id)?.value ?? variable.rest;
    })
    .reduce(either, []);
  if (found.length === 0) return { fields: [], isList: false, isSet: 'no' };
  const isSure = !variable.unsure && found.every(({ kind }) => kind !== 'given');
  return { ...oneValue(found), isSet: isSure ? 'yes' : 'maybe' };
}

/** `A[i]` means the number in `i`, but for arrays with keys of text. */
function keyIn({ keyed }: Variable, key: string, run: Run): string | undefined {
  if (keyed || /^\d+$/.test(key)) return key;
  const value = onlyText(run.state.variables.get(key)?.entries.get('0')?.value);
  return value !== undefined && /^\d+$/.test(value) ? value : undefined;
}

function countOf({ entries, rest }: Variable, origin: Origin): Value {
  return rest.length === 0
    ? [text(String(entries.size), origin)]
    : [doubt('How many there are is not known.', origin)];
}

function lengthOf({ fields }: Parameter, origin: Origin): Value {
  const known = onlyText(fields[0]?.value);
  return known === undefined
    ? [doubt('How long it is is not known.', origin)]
    : [text(String(known.length), origin)];
}

/** `${!name}`: the variable whose name the variable holds. */
function indirect({ fields }: Parameter, origin: Origin, run: Run): Parameter {
  const name = onlyText(fields[0]?.value);
  if (name === undefined) return oneValue([doubt('Which variable is meant is not known.', origin)]);
  const array = /^(\w+)\[[@*]\]$/.exec(name)?.[1];
  if (array === undefined) return simpleParameter(name, origin, run);
  return listOf(run.state.variables.get(array) ?? EMPTY, true);
}
