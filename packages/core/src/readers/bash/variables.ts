import type { Origin } from './script';
import { GIVEN, type Text, type Value, either, text } from './values';
import type { Field } from './words/expand';

/** An element of an array, with its key as it was written. */
export interface Entry {
  readonly key: Text;
  readonly value: Value;
}

/** A variable; one that is no array has the single element `0`, as in bash. Never changed, only replaced. */
export interface Variable {
  readonly entries: ReadonlyMap<string, Entry>;
  /** What further elements may be, of which neither number nor keys are known. */
  readonly rest: Value;
  /** Declared with -A: its keys are texts and no numbers. */
  readonly keyed: boolean;
  /** It is not set on every way here. */
  readonly unsure: boolean;
}

export const EMPTY: Variable = { entries: new Map(), rest: [], keyed: false, unsure: false };

export function scalar(value: Value, key: Text): Variable {
  return { ...EMPTY, entries: new Map([['0', { key, value }]]) };
}

const valuesOf = ({ entries }: Variable): Value[] =>
  [...entries.values()].map(({ value }) => value);

/** Any of its elements. */
export const anyOf = (variable: Variable): Value =>
  valuesOf(variable).reduce(either, variable.rest);

/** What is known of a script at one point of it. */
export class State {
  constructor(
    readonly variables = new Map<string, Variable>(),
    /** The arguments of the script or of the function, from key `1`. */
    public positional: Variable = { ...EMPTY, rest: GIVEN },
    /** The working folder. */
    public folder: Value = GIVEN,
  ) {}

  fork(): State {
    return new State(new Map(this.variables), this.positional, this.folder);
  }

  /** Goes on as `other` did. */
  become(other: State): void {
    this.variables.clear();
    for (const [name, variable] of other.variables) this.variables.set(name, variable);
    this.positional = other.positional;
    this.folder = other.folder;
  }

  /** Goes on as if either this or `other` had been the way. */
  join(other: State): void {
    for (const name of new Set([...this.variables.keys(), ...other.variables.keys()])) {
      this.variables.set(name, joined(this.variables.get(name), other.variables.get(name)));
    }
    this.positional = joined(this.positional, other.positional);
    this.folder = either(this.folder, other.folder);
  }
}

function joined(one: Variable | undefined, other: Variable | undefined): Variable {
  if (one === undefined || other === undefined) {
    return { ...(one ?? other ?? EMPTY), unsure: true };
  }
  if (one === other) return one;
  const entries = new Map(one.entries);
  for (const [key, entry] of other.entries) {
    const before = entries.get(key);
    entries.set(
      key,
      before === undefined ? entry : { ...before, value: either(before.value, entry.value) },
    );
  }
  return {
    entries,
    rest: either(one.rest, other.rest),
    keyed: one.keyed || other.keyed,
    unsure: one.unsure || other.unsure,
  };
}

/** Further elements with the next numbers as keys. What stands for any number of words goes to the rest. */
export function addFields(variable: Variable, fields: readonly Field[], origin: Origin): Variable {
  const entries = new Map(variable.entries);
  let { rest } = variable;
  let next = 0;
  for (const key of entries.keys()) next = Math.max(next, (Number(key) || 0) + 1);
  for (const { value, many } of fields) {
    const id = String(next);
    if (many) rest = either(rest, value);
    else {
      entries.set(id, { key: text(id, origin), value });
      next += 1;
    }
  }
  return { ...variable, entries, rest };
}

/** The elements as words. */
export const fieldsOf = ({ entries, rest }: Variable): Field[] => [
  ...[...entries.values()].map(({ value }) => ({ value, many: false })),
  ...(rest.length === 0 ? [] : [{ value: rest, many: true }]),
];

/** Words as positional parameters, from key `1`. Behind one that stands for many no position is known. */
export function argumentsOf(fields: readonly Field[], origin: Origin): Variable {
  const first = fields.findIndex(({ many }) => many);
  const [certain, others] =
    first === -1 ? [fields, []] : [fields.slice(0, first), fields.slice(first)];
  const entries = certain.map(({ value }, index) => {
    const id = String(index + 1);
    return [id, { key: text(id, origin), value }] as const;
  });
  const rest = others.map(({ value }) => value).reduce(either, []);
  return { ...EMPTY, entries: new Map(entries), rest };
}
