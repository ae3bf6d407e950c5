import { DICT } from './dict';
import { ENUMERABLE } from './enumerable';
import { LIST } from './list';
import { FLOAT, INTEGER } from './number';
import { BOOLEAN, NIL, OBJECT, PATTERN, PROC, RANGE_ONLY } from './object';
import { STRING } from './string';
import { SYMBOL } from './symbol';
import type { Method } from './table';

type AnyMethods = Readonly<Record<string, Method<never> | undefined>>;

/** The methods of each built-in class. A new one is one line in the table of its class. */
export const METHODS: Readonly<Record<string, AnyMethods | undefined>> = {
  NilClass: NIL,
  TrueClass: BOOLEAN,
  FalseClass: BOOLEAN,
  Integer: INTEGER,
  Float: FLOAT,
  String: STRING,
  Symbol: SYMBOL,
  Array: LIST,
  Hash: DICT,
  Range: { ...ENUMERABLE, ...RANGE_ONLY },
  Regexp: PATTERN,
  Proc: PROC,
};

export { OBJECT };
