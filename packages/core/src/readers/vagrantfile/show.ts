// How values read as text, compare, and serve as keys of a hash. Whatever meets a value that is not known throws
// Doubtful; the method that asked then has no known result either.
import { Doubtful } from './evaluate/frame';
import { Receiver } from './receiver';
import {
  Dict,
  Float,
  List,
  Pattern,
  Proc,
  RubyModule,
  RubyObject,
  RubyRange,
  Sym,
  Text,
  type Unsure,
  type Value,
  doubtOf,
} from './values';

/** As Ruby's `to_s`. */
export function toText(value: Value): string {
  const doubt = doubtOf(value);
  if (doubt !== undefined) throw new Doubtful(doubt);
  if (value === null) return '';
  if (value instanceof Text) return value.value;
  if (value instanceof Sym) return value.name;
  if (value instanceof RubyRange) return rangeText(value, toText);
  return inspect(value);
}

/** As Ruby's `inspect`, in the manner of Ruby 3.3 and older. */
export function inspect(value: Value): string {
  const doubt = doubtOf(value);
  if (doubt !== undefined) throw new Doubtful(doubt);
  if (value === null) return 'nil';
  if (value instanceof Text) return quoted(value.value);
  if (value instanceof Sym) return symbolText(value.name);
  if (value instanceof List) return `[${value.items.map(inspect).join(', ')}]`;
  if (value instanceof Dict) return `{${pairsOf(value).map(inspectPair).join(', ')}}`;
  if (value instanceof RubyRange) return rangeText(value);
  if (value instanceof Float) return floatText(value.value);
  return objectText(value);
}

const rangeText = ({ from, to, exclusive }: RubyRange, show = inspect) =>
  `${from === null ? '' : show(from)}${exclusive ? '...' : '..'}${to === null ? '' : show(to)}`;

const inspectPair = ([key, value]: readonly [Value, Value]) => `${inspect(key)}=>${inspect(value)}`;

function objectText(value: Value): string {
  if (value instanceof RubyModule) return value.name;
  if (value instanceof Pattern) return `/${value.source}/`;
  if (value instanceof RubyObject) return `#<${value.type.name}>`;
  if (value instanceof Proc) return '#<Proc>';
  return value instanceof Receiver ? value.label : `${value as number | boolean}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
};

const quoted = (value: string) =>
  `"${value.replace(/[\n\t\r\u001b"\\]|#(?=[{$@])/g, (one) => ESCAPES[one] ?? `\\${one}`)}"`;

const symbolText = (name: string) =>
  /^[A-Za-z_]\w*[?!=]?$/.test(name) ? `:${name}` : `:${quoted(name)}`;

export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits.includes('.') ? digits : `${digits}.0`}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** What makes a value the same key of a hash. */
export function identity(value: Value): string {
  const doubt = doubtOf(value);
  if (doubt !== undefined) throw new Doubtful(doubt);
  if (value instanceof Text) return `"${value.value}`;
  if (value instanceof Sym) return `:${value.name}`;
  if (value instanceof Float) return `f${value.value}`;
  if (value instanceof List)
    return `[${value.items.map((one) => lengthened(identity(one))).join('')}`;
  if (value instanceof Dict) return `{${pairsOf(value).map(pairIdentity).sort().join('')}`;
  if (value instanceof RubyRange) return `r${rangeText(value)}`;
  return typeof value === 'object' && value !== null ? objectIdentity(value) : `=${String(value)}`;
}

const lengthened = (one: string) => `${one.length};${one}`;
const pairIdentity = ([key, value]: readonly [Value, Value]) =>
  lengthened(identity(key)) + lengthened(identity(value));

const numbers = new WeakMap<object, number>();
let count = 0;

function objectIdentity(value: object): string {
  const number = numbers.get(value) ?? (count += 1);
  numbers.set(value, number);
  return `#${number}`;
}

const number = (value: Value) => (value instanceof Float ? value.value : value);

/** As Ruby's `==` of built-in values. */
export function same(one: Value, other: Value): boolean {
  const [left, right] = [number(one), number(other)];
  if (one instanceof List && other instanceof List && doubtsIn(one).length === 0)
    return (
      one.items.length === other.items.length &&
      one.items.every((item, at) => same(item, other.items[at] ?? null))
    );
  if (one instanceof Dict && other instanceof Dict && doubtsIn(one).length === 0)
    return (
      one.entries.size === other.entries.size && pairsOf(one).every((pair) => holds(other, pair))
    );
  return typeof left === 'number' && typeof right === 'number'
    ? left === right
    : identity(one) === identity(other);
}

const holds = (dict: Dict, [key, value]: readonly [Value, Value]): boolean => {
  const own = entry(dict, key);
  return own !== undefined && same(own, value);
};

/** As `<=>` of built-in values: undefined when they cannot be compared. */
export function compare(one: Value, other: Value): number | undefined {
  if (one instanceof List && other instanceof List) return compareLists(one.items, other.items);
  const [left, right] = [comparable(one), comparable(other)];
  if (typeof left === 'number' && typeof right === 'number') return Math.sign(left - right);
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return same(one, other) ? 0 : undefined;
}

function comparable(value: Value): number | string | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  if (value instanceof Text) return `"${value.value}`;
  return value instanceof Sym ? `:${value.name}` : undefined;
}

function compareLists(one: readonly Value[], other: readonly Value[]): number | undefined {
  for (const [index, item] of one.entries()) {
    if (index >= other.length) return 1;
    const order = compare(item, other[index] ?? null);
    if (order !== 0) return order;
  }
  return one.length === other.length ? 0 : -1;
}

/** The entries of a hash, in their order. */
export const pairsOf = (dict: Dict): (readonly [Value, Value])[] => [...dict.entries.values()];

/** A new hash of entries. */
export function dictOf(pairs: Iterable<readonly [Value, Value]>): Dict {
  const dict = new Dict();
  for (const [key, value] of pairs) put(dict, key, value);
  return dict;
}

export function put(dict: Dict, key: Value, value: Value): void {
  const own = key instanceof Text ? new Text(key.value) : key;
  dict.entries.set(identity(key), [own, value]);
}

export const entry = (dict: Dict, key: Value): Value | undefined =>
  dict.entries.get(identity(key))?.[1];

/** Plain data for a reading: symbols as texts, what is not known as `{ruby: <source>}`. */
export function plain(value: Value, depth = 0): unknown {
  const doubt = depth > 50 ? undefined : doubtOf(value);
  if (doubt !== undefined) return { ruby: doubt.source };
  if (depth > 50) return { ruby: '...' };
  if (value instanceof Text) return value.value;
  if (value instanceof Sym) return value.name;
  if (value instanceof Float) return value.value;
  if (value instanceof List) return value.items.map((one) => plain(one, depth + 1));
  if (value instanceof Dict) return plainDict(value, depth);
  if (value instanceof Proc) return { ruby: sourceOf(value) };
  return typeof value === 'object' && value !== null ? { ruby: inspect(value) } : value;
}

const plainDict = (dict: Dict, depth: number) =>
  Object.fromEntries(
    pairsOf(dict).map(([key, value]) => [plainKey(key), plain(value, depth + 1)] as const),
  );

const plainKey = (key: Value) =>
  key instanceof Text || key instanceof Sym ? toText(key) : JSON.stringify(plain(key));

function sourceOf({ code, frame }: Proc): string {
  return typeof code === 'function' ? '...' : frame.script.textAt(code.location);
}

/** All doubts in a value, also inside lists and hashes. */
export function doubtsIn(value: Value, depth = 0): Unsure[] {
  const doubt = doubtOf(value);
  if (doubt !== undefined) return [doubt];
  if (depth > 50) return [];
  if (value instanceof List) return value.items.flatMap((one) => doubtsIn(one, depth + 1));
  if (value instanceof Dict) {
    return pairsOf(value).flatMap(([, one]) => doubtsIn(one, depth + 1));
  }
  return [];
}
