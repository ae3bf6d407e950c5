import type { Call } from '../evaluate/call';
import { Dict, Float, List, Pattern, Proc, RubyRange, Sym, Text, type Value } from '../values';

export interface Method<T> {
  readonly run: (self: T, call: Call) => Value;
  /** Whether it can be followed when an argument is not known. */
  readonly open: boolean;
  /** Whether it changes its receiver. */
  readonly changes: boolean;
}

export type Methods<T> = Readonly<Record<string, Method<T>>>;
type Rules<T> = Readonly<Record<string, Method<T>['run']>>;

const made =
  (open: boolean, changes: boolean) =>
  <T>(rules: Rules<T>): Methods<T> =>
    Object.fromEntries(Object.entries(rules).map(([name, run]) => [name, { run, open, changes }]));

/** Methods whose result is not known as soon as an argument is not. */
export const pure = made(false, false);
/** Methods that hold or pass on what is not known. */
export const open = made(true, false);
/** Methods that change their receiver; with an argument that is not known, the receiver is not known after. */
export const changing = made(false, true);
/** Methods that put into their receiver what may be not known. */
export const filling = made(true, true);

/** More names for methods. */
export const alias = <T>(
  methods: Methods<T>,
  names: Readonly<Record<string, string>>,
): Methods<T> => ({
  ...methods,
  ...Object.fromEntries(
    Object.entries(names).flatMap(([name, of]) => {
      const method = methods[of];
      return method === undefined ? [] : [[name, method]];
    }),
  ),
});

/** Name of the class of a built-in value. */
export function className(value: Value): string {
  if (value === null) return 'NilClass';
  if (typeof value === 'boolean') return value ? 'TrueClass' : 'FalseClass';
  if (typeof value === 'number') return 'Integer';
  if (value instanceof Sym) return 'Symbol';
  return CLASSES.find(([type]) => value instanceof type)?.[1] ?? 'Object';
}

const CLASSES: readonly (readonly [abstract new (...args: never[]) => object, string])[] = [
  [Float, 'Float'],
  [Text, 'String'],
  [List, 'Array'],
  [Dict, 'Hash'],
  [RubyRange, 'Range'],
  [Pattern, 'Regexp'],
  [Proc, 'Proc'],
];
