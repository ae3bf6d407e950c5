import type { Call } from '../evaluate/call';
import { compare, identity, inspect, same } from '../show';
import { type Dict, List, RubyRange, Text, type Value, doubtOf, text } from '../values';
import { Chain } from './chain';
import { ENUMERABLE } from './enumerable';
import { type Methods, alias, changing, filling, open, pure } from './table';

const itemsOf = (value: Value): readonly Value[] => (value instanceof List ? value.items : []);

function flatten(items: readonly Value[], depth: number): Value[] {
  return items.flatMap((item) =>
    item instanceof List && doubtOf(item) === undefined && depth !== 0
      ? flatten(item.items, depth - 1)
      : [item],
  );
}

const place = (at: number, length: number) => (at < 0 ? length + at : at);

function index(self: List, call: Call): Value {
  const [at, length] = call.values;
  const { items } = self;
  if (at instanceof RubyRange) return range(items, at);
  if (typeof at !== 'number')
    return call.unsure('This index is not understood.', 'Use a whole number.');
  const from = place(at, items.length);
  if (typeof length !== 'number') return items[from] ?? null;
  return from < 0 || from > items.length ? null : new List(items.slice(from, from + length));
}

function range(items: readonly Value[], { from, to, exclusive }: RubyRange): Value {
  const start = typeof from === 'number' ? place(from, items.length) : 0;
  const last =
    typeof to === 'number' ? place(to, items.length) + (exclusive ? 0 : 1) : items.length;
  return start < 0 || start > items.length
    ? null
    : new List(items.slice(start, Math.max(start, last)));
}

function join(items: readonly Value[], by: string, call: Call): string {
  return items
    .map((item) => (item instanceof List ? join(item.items, by, call) : call.text(item)))
    .join(by);
}

const keyed = (items: readonly Value[]) => new Set(items.map(identity));

function combinations(items: readonly Value[], size: number): Value[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) =>
    combinations(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]),
  );
}

function product(lists: readonly (readonly Value[])[], call: Call): Value[][] {
  return lists.reduce<Value[][]>(
    (rows, list) =>
      rows.flatMap((row) => {
        call.session.charge(list.length, call.node, call.env);
        return list.map((item) => [...row, item]);
      }),
    [[]],
  );
}

const each = (run: (items: readonly Value[], call: Call) => void) => (self: List, call: Call) => {
  run(self.items, call);
  return self;
};

const PURE = pure<List>({
  '[]': index,
  '-': (self, call) => {
    const gone = keyed(itemsOf(call.arg(0)));
    return new List(self.items.filter((item) => !gone.has(identity(item))));
  },
  '&': (self, call) => {
    const kept = keyed(itemsOf(call.arg(0)));
    return new List(self.items.filter((item) => kept.has(identity(item))));
  },
  '|': (self, call) => call.send(new List([...self.items, ...itemsOf(call.arg(0))]), 'uniq'),
  '*': (self, call) =>
    call.arg(0) instanceof Text
      ? call.send(self, 'join', call.arg(0))
      : new List(
          product(
            [Array.from({ length: Math.min(Number(call.arg(0)), 10_000) }, () => null), self.items],
            call,
          ).map(([, item]) => item ?? null),
        ),
  '==': (self, call) => same(self, call.arg(0)),
  '<=>': (self, call) => compare(self, call.arg(0)) ?? null,
  fetch: (self, call) => self.items[place(Number(call.arg(0)), self.items.length)] ?? missing(call),
  last: (self, call) =>
    call.values.length === 0
      ? (self.items.at(-1) ?? null)
      : new List(self.items.slice(-Number(call.arg(0)))),
  values_at: (self, call) => new List(call.values.map((at) => self.items.at(Number(at)) ?? null)),
  join: (self, call) => text(join(self.items, call.text(call.arg(0)), call)),
  reverse: (self) => new List([...self.items].reverse()),
  rotate: (self, call) => {
    const by = typeof call.arg(0) === 'number' ? (call.arg(0) as number) : 1;
    const at =
      self.items.length === 0
        ? 0
        : place(by % self.items.length, self.items.length) % self.items.length;
    return new List([...self.items.slice(at), ...self.items.slice(0, at)]);
  },
  transpose: (self) =>
    new List(
      itemsOf(self.items[0] ?? null).map(
        (_, at) => new List(self.items.map((row) => itemsOf(row)[at] ?? null)),
      ),
    ),
  product: (self, call) =>
    new List(product([self.items, ...call.values.map(itemsOf)], call).map((row) => new List(row))),
  combination: (self, call) =>
    new List(
      combinations(self.items.slice(0, 20), Number(call.arg(0))).map((row) => new List(row)),
    ),
  assoc: (self, call) =>
    self.items.find((item) => same(itemsOf(item)[0] ?? null, call.arg(0))) ?? null,
  pack: (self, call) => call.unsure('pack is not understood.', 'Write the text itself.'),
  inspect: (self) => text(inspect(self)),
  compact: (self) => new List(self.items.filter((item) => item !== null)),
});

const missing = (call: Call): Value => {
  if (call.block !== undefined) return call.yield(call.arg(0));
  if (call.values.length > 1) return call.arg(1);
  return call.fault(
    'IndexError',
    'The list has no such item.',
    'Correct the index, or give a default.',
  );
};

const OPEN = open<List>({
  each: (self, call) => {
    if (call.block === undefined) return new Chain(self.items, 'each');
    for (const item of [...self.items]) call.yield(item);
    return self;
  },
  each_index: each((items, call) => items.forEach((_, at) => call.yield(at))),
  '+': (self, call) => {
    const other = call.known(call.arg(0));
    return other instanceof List
      ? new List([...self.items, ...other.items])
      : call.fault('TypeError', 'A list is joined with something else.', 'Put it into brackets.');
  },
  length: (self) => self.items.length,
  'empty?': (self) => self.items.length === 0,
  flatten: (self, call) =>
    new List(flatten(self.items, typeof call.arg(0) === 'number' ? (call.arg(0) as number) : 50)),
  dig: (self, call) => dig(self, call),
  to_a: (self) => self,
  dup: (self) => new List([...self.items]),
  freeze: (self) => self,
});

/** `dig` of a list or hash. */
export function dig(self: List | Dict, call: Call): Value {
  const [key = null, ...rest] = call.values;
  const found = call.send(self, '[]', key);
  return rest.length === 0 || found === null ? found : call.send(found, 'dig', ...rest);
}

const set = (self: List, items: readonly Value[]) => {
  self.items = [...items];
  return self;
};

/** A method and its twin that changes the list. */
const inPlace = (name: string) => (self: List, call: Call) => {
  const result = call.known(call.again(name, new List([...self.items])));
  const before = self.items.length;
  set(self, itemsOf(result));
  return ['compact!', 'uniq!', 'flatten!', 'reject!', 'select!'].includes(call.name) &&
    before === self.items.length
    ? null
    : self;
};

const TWINS = [
  'map',
  'select',
  'reject',
  'sort',
  'sort_by',
  'uniq',
  'compact',
  'flatten',
  'reverse',
  'filter',
  'collect',
  'rotate',
];

const CHANGING = changing<List>({
  ...Object.fromEntries(TWINS.map((name) => [`${name}!`, inPlace(name)])),
  pop: (self, call) =>
    call.values.length === 0
      ? (self.items.pop() ?? null)
      : new List(self.items.splice(-Number(call.arg(0)))),
  shift: (self, call) =>
    call.values.length === 0
      ? (self.items.shift() ?? null)
      : new List(self.items.splice(0, Number(call.arg(0)))),
  delete: (self, call) => {
    const before = self.items.length;
    set(
      self,
      self.items.filter((item) => !same(item, call.arg(0))),
    );
    return before === self.items.length ? null : call.arg(0);
  },
  delete_at: (self, call) => self.items.splice(Number(call.arg(0)), 1)[0] ?? null,
  delete_if: (self, call) =>
    set(
      self,
      self.items.filter((item) => !call.test(item)),
    ),
  keep_if: (self, call) =>
    set(
      self,
      self.items.filter((item) => call.test(item)),
    ),
  clear: (self) => set(self, []),
  replace: (self, call) => set(self, itemsOf(call.arg(0))),
});

const FILLING = filling<List>({
  push: (self, call) => set(self, [...self.items, ...call.values]),
  unshift: (self, call) => set(self, [...call.values, ...self.items]),
  concat: (self, call) =>
    set(self, [...self.items, ...call.values.flatMap((one) => itemsOf(call.known(one)))]),
  insert: (self, call) => {
    self.items.splice(Number(call.known(call.arg(0))), 0, ...call.values.slice(1));
    return self;
  },
  '[]=': (self, call) => {
    const at = call.known(call.arg(0));
    if (typeof at !== 'number' || call.values.length !== 2 || at > 100_000)
      throw call.doubtful('This change of a list is not understood.', 'Write the list as it is.');
    while (self.items.length < at) self.items.push(null);
    self.items[place(at, self.items.length)] = call.arg(1);
    return call.arg(1);
  },
  fill: (self, call) =>
    set(
      self,
      self.items.map(
        (item, at) => (call.block === undefined ? call.arg(0) : call.yield(at)) ?? item,
      ),
    ),
});

export const LIST: Methods<List> = alias<List>(
  {
    ...(ENUMERABLE as Methods<List>),
    ...PURE,
    ...OPEN,
    ...CHANGING,
    ...FILLING,
  },
  {
    size: 'length',
    slice: '[]',
    at: '[]',
    append: 'push',
    '<<': 'push',
    prepend: 'unshift',
    clone: 'dup',
    to_s: 'inspect',
    to_ary: 'to_a',
    union: '|',
    intersection: '&',
    difference: '-',
    index: 'find_index',
    '===': '==',
  },
);
