// What lists, hashes and ranges have in common. A hash is gone through as a list of [key, value].
import type { Call } from '../evaluate/call';
import { compare, dictOf, entry, identity, pairsOf, put, same } from '../show';
import {
  Dict,
  Float,
  List,
  type RubyRange,
  Text,
  type Value,
  doubtOf,
  isTrue,
  text,
} from '../values';
import { Chain } from './chain';
import { successor } from './rewrite';
import { type Methods, alias, open, pure } from './table';

export type Collection = List | Dict | RubyRange;

/** The items in their order. */
function itemsIn(self: Collection, call: Call): readonly Value[] {
  if (self instanceof List) return [...self.items];
  if (self instanceof Dict) return pairsOf(self).map(([key, value]) => new List([key, value]));
  return rangeItems(self, call);
}

function rangeItems({ from, to, exclusive }: RubyRange, call: Call): Value[] {
  const items: Value[] = [];
  const add = (item: Value) => {
    call.session.charge(1, call.node, call.env);
    items.push(item);
  };
  if (typeof from === 'number') {
    const last =
      to === null
        ? Number.POSITIVE_INFINITY
        : Math.floor(to instanceof Float ? to.value : Number(to));
    for (let at = from; exclusive && last === to ? at < last : at <= last; at += 1) add(at);
  } else if (from instanceof Text && to instanceof Text) {
    let at = from.value;
    for (; at.length <= to.value.length && at !== to.value; at = successor(at)) add(text(at));
    if (!exclusive && at === to.value) add(text(at));
  }
  return items;
}

const order = (call: Call) => (left: Value, right: Value) => {
  if (call.block === undefined) return ordered(compare(left, right), call);
  return ordered(call.known(call.yield(left, right)), call);
};

function ordered(value: Value | undefined, call: Call): number {
  if (typeof value === 'number') return value;
  throw call.doubtful(
    'The order of these values is not understood.',
    'Write the list in its order.',
  );
}

const keyed = (items: readonly Value[], call: Call): Keyed[] =>
  items.map((item) => [call.known(call.yield(item)), item]);

const byBlock = (items: readonly Value[], call: Call) =>
  keyed(items, call).sort(([left], [right]) => ordered(compare(left, right), call));

const chained =
  (run: (items: readonly Value[], call: Call, self: Collection) => Value) =>
  (self: Collection, call: Call) => {
    const items = itemsIn(self, call);
    return call.block === undefined ? new Chain(items, call.name) : run(items, call, self);
  };

const plain =
  (run: (items: readonly Value[], call: Call, self: Collection) => Value) =>
  (self: Collection, call: Call) =>
    run(itemsIn(self, call), call, self);

const count = (call: Call, fallback = 1) =>
  typeof call.arg(0) === 'number' ? (call.arg(0) as number) : fallback;

function slices(items: readonly Value[], size: number): List[] {
  const found: List[] = [];
  for (let at = 0; at < items.length && size > 0; at += size)
    found.push(new List(items.slice(at, at + size)));
  return found;
}

const windows = (items: readonly Value[], size: number): List[] =>
  Array.from(
    { length: Math.max(0, items.length - size + 1) },
    (_, at) => new List(items.slice(at, at + size)),
  );

function eachOf(found: readonly Value[], call: Call): Value {
  if (call.block === undefined) return new List([...found]);
  for (const one of found) call.yield(one);
  return call.receiver;
}

function tests(item: Value, call: Call): boolean {
  if (call.values.length > 0) return isTrue(call.known(call.send(call.arg(0), '===', item)));
  return call.block === undefined ? isTrue(call.known(item)) : call.test(item);
}

function groups(items: readonly Value[], call: Call): Dict {
  const dict = new Dict();
  for (const item of items) {
    const key = call.known(call.yield(item));
    const known = entry(dict, key);
    if (known instanceof List) known.items.push(item);
    else put(dict, key, new List([item]));
  }
  return dict;
}

function reduce(items: readonly Value[], call: Call): Value {
  const { values, block } = call;
  const operator = block === undefined ? values.at(-1) : undefined;
  const start = operator === undefined ? values : values.slice(0, -1);
  const [first = null, ...rest] = [...start, ...items];
  return rest.reduce<Value>(
    (sum, item) =>
      operator === undefined ? call.yield(sum, item) : call.send(sum, call.text(operator), item),
    first,
  );
}

function sum(items: readonly Value[], call: Call): Value {
  const start = call.values.length > 0 ? call.arg(0) : 0;
  return items.reduce<Value>(
    (total, item) => call.send(total, '+', call.block === undefined ? item : call.yield(item)),
    start,
  );
}

type Compare<T> = (one: T, other: T) => number;

/** The first item that none precedes, or as many of them as asked for, in their order. */
function least<T>(
  items: readonly T[],
  compared: Compare<T>,
  call: Call,
  valueOf: (item: T) => Value,
): Value {
  const sorted = [...items].sort(compared);
  const [first] = sorted;
  if (call.values.length === 0) return first === undefined ? null : valueOf(first);
  const found = sorted.slice(0, count(call, 0));
  const tied = sorted.some((one, at) => {
    const before = sorted[at - 1];
    return (
      before !== undefined && compared(before, one) === 0 && !same(valueOf(before), valueOf(one))
    );
  });
  return tied || typeof call.arg(0) !== 'number'
    ? call.unsure('The order of items that rank the same is not known.', 'Write the result itself.')
    : new List(found.map(valueOf));
}

const pick = (items: readonly Value[], call: Call, turn: number): Value => {
  const compared = order(call);
  return least(
    items,
    (one, other) => turn * compared(one, other),
    call,
    (item) => item,
  );
};

type Keyed = readonly [key: Value, item: Value];

const pickBy = (items: readonly Value[], call: Call, turn: number): Value =>
  least(
    keyed(items, call),
    ([one], [other]) => turn * ordered(compare(one, other), call),
    call,
    ([, item]) => item,
  );

function unique(items: readonly Value[], call: Call): Value[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = identity(call.block === undefined ? item : call.yield(item));
    return !seen.has(key) && seen.add(key);
  });
}

function toDict(items: readonly Value[], call: Call): Value {
  const pairs = items.map((item) => call.known(call.block === undefined ? item : call.yield(item)));
  return dictOf(
    pairs.map((pair) =>
      pair instanceof List
        ? [call.known(pair.items[0] ?? null), pair.items[1] ?? null]
        : [pair, null],
    ),
  );
}

function flat(items: readonly Value[], call: Call): Value {
  const found = items.map((item) => call.yield(item));
  return new List(
    found.flatMap((one) => (one instanceof List && doubtOf(one) === undefined ? one.items : [one])),
  );
}

function zip(items: readonly Value[], call: Call): Value {
  const others = call.values.map((other) => itemsIn(call.known(other) as Collection, call));
  const rows = items.map(
    (item, at) => new List([item, ...others.map((other) => other[at] ?? null)]),
  );
  return call.block === undefined ? new List(rows) : eachOf(rows, call);
}

const half = (items: readonly Value[], call: Call, yes: boolean) =>
  new List(items.filter((item) => call.test(item) === yes));

const WITH_BLOCK = pure<Collection>({
  map: chained((items, call) => new List(items.map((item) => call.yield(item)))),
  flat_map: chained(flat),
  each_entry: chained((items, call) => eachOf(items, call)),
  select: chained((items, call) => half(items, call, true)),
  reject: chained((items, call) => half(items, call, false)),
  filter_map: chained(
    (items, call) => new List(items.map((item) => call.known(call.yield(item))).filter(isTrue)),
  ),
  partition: chained(
    (items, call) => new List([half(items, call, true), half(items, call, false)]),
  ),
  group_by: chained(groups),
  sort_by: chained((items, call) => new List(byBlock(items, call).map(([, item]) => item))),
  min_by: chained((items, call) => pickBy(items, call, 1)),
  max_by: chained((items, call) => pickBy(items, call, -1)),
  find: chained((items, call) => items.find((item) => call.test(item)) ?? null),
  find_index: plain((items, call) => {
    const at = items.findIndex((item) =>
      call.block === undefined ? same(item, call.arg(0)) : call.test(item),
    );
    return at === -1 ? null : at;
  }),
  take_while: chained((items, call) => new List(items.slice(0, until(items, call)))),
  drop_while: chained((items, call) => new List(items.slice(until(items, call)))),
  each_with_index: plain((items, call) => {
    if (call.block === undefined) return new List(items.map((item, at) => new List([item, at])));
    items.forEach((item, at) => call.yield(item, at));
    return call.receiver;
  }),
  reverse_each: plain((items, call) => eachOf([...items].reverse(), call)),
  to_h: plain(toDict),
});

const until = (items: readonly Value[], call: Call) => {
  const at = items.findIndex((item) => !call.test(item));
  return at === -1 ? items.length : at;
};

const QUESTIONS = pure<Collection>({
  'any?': plain((items, call) => items.some((item) => tests(item, call))),
  'all?': plain((items, call) => items.every((item) => tests(item, call))),
  'none?': plain((items, call) => !items.some((item) => tests(item, call))),
  'one?': plain((items, call) => items.filter((item) => tests(item, call)).length === 1),
  count: plain((items, call) =>
    call.values.length === 0 && call.block === undefined
      ? items.length
      : items.filter((item) =>
          call.block === undefined ? same(item, call.arg(0)) : call.test(item),
        ).length,
  ),
  'include?': plain((items, call) => items.some((item) => same(item, call.arg(0)))),
  tally: plain((items) => {
    const dict = new Dict();
    for (const item of items) put(dict, item, Number(entry(dict, item) ?? 0) + 1);
    return dict;
  }),
});

const PARTS = pure<Collection>({
  to_a: plain((items) => new List([...items])),
  first: plain((items, call) =>
    call.values.length === 0 ? (items[0] ?? null) : new List(items.slice(0, count(call))),
  ),
  drop: plain((items, call) => new List(items.slice(count(call)))),
  each_slice: plain((items, call) => eachOf(slices(items, count(call)), call)),
  each_cons: plain((items, call) => eachOf(windows(items, count(call)), call)),
  sort: plain((items, call) => new List([...items].sort(order(call)))),
  min: plain((items, call) => pick(items, call, 1)),
  max: plain((items, call) => pick(items, call, -1)),
  minmax: plain((items, call) =>
    call.values.length > 0
      ? call.unsure('This use of minmax is not understood.', 'Write the two values.')
      : new List([pick(items, call, 1), pick(items, call, -1)]),
  ),
  sum: plain(sum),
  uniq: plain((items, call) => new List(unique(items, call))),
  zip: plain(zip),
  lazy: (self) => self,
});

/** A block may return what is not known, and the rest is known all the same. */
const OPEN = open<Collection>({
  inject: plain(reduce),
  each_with_object: plain((items, call) => {
    for (const item of items) call.yield(item, call.arg(0));
    return call.arg(0);
  }),
  cycle: plain((items, call) => {
    for (let turn = 0; turn < count(call, 0); turn += 1) for (const item of items) call.yield(item);
    return null;
  }),
});

export const ENUMERABLE: Methods<Collection> = alias<Collection>(
  { ...WITH_BLOCK, ...QUESTIONS, ...PARTS, ...OPEN },
  {
    collect: 'map',
    collect_concat: 'flat_map',
    filter: 'select',
    find_all: 'select',
    detect: 'find',
    reduce: 'inject',
    entries: 'to_a',
    'member?': 'include?',
    take: 'first',
    to_set: 'uniq',
  },
);
