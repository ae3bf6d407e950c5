import type { Call } from '../evaluate/call';
import { dictOf, entry, identity, inspect, pairsOf, put, same } from '../show';
import { Dict, List, type Value, text } from '../values';
import { Chain } from './chain';
import { ENUMERABLE } from './enumerable';
import { dig } from './list';
import { type Methods, alias, changing, filling, open, pure } from './table';

type Pair = readonly [Value, Value];

/** What stands under a key, else the hash's default. */
function read(self: Dict, key: Value, call: Call): Value {
  const found = entry(self, key);
  if (found !== undefined) return found;
  return self.fallbackBlock === undefined
    ? self.fallback
    : call.session.callProc(self.fallbackBlock, [self, key], call.node);
}

const asDict = (value: Value, call: Call): Dict => {
  call.known(value);
  if (value instanceof Dict) return value;
  throw call.doubtful('Something that is no hash is used as one.', 'Write the hash itself.');
};

function merged(self: Dict, call: Call): Pair[] {
  const result = dictOf(pairsOf(self));
  for (const other of call.values) {
    for (const [key, value] of pairsOf(asDict(other, call))) {
      const mine = call.block === undefined ? undefined : entry(result, key);
      put(result, key, mine === undefined ? value : call.yield(key, mine, value));
    }
  }
  return pairsOf(result);
}

const where = (self: Dict, call: Call, yes: boolean) =>
  pairsOf(self).filter((pair) => call.test(...pair) === yes);

function fetch(self: Dict, call: Call): Value {
  const found = entry(self, call.known(call.arg(0)));
  if (found !== undefined) return found;
  if (call.block !== undefined) return call.yield(call.arg(0));
  if (call.values.length > 1) return call.arg(1);
  return call.fault(
    'KeyError',
    `The hash has no key ${inspect(call.arg(0))}.`,
    'Give the key, or a default to fetch.',
  );
}

const picked = (keys: readonly Value[]) => new Set(keys.map(identity));

const PURE = pure<Dict>({
  '[]': (self, call) => read(self, call.arg(0), call),
  'key?': (self, call) => entry(self, call.arg(0)) !== undefined,
  'value?': (self, call) => pairsOf(self).some(([, value]) => same(value, call.arg(0))),
  key: (self, call) => pairsOf(self).find(([, value]) => same(value, call.arg(0)))?.[0] ?? null,
  values_at: (self, call) => new List(call.values.map((key) => read(self, key, call))),
  fetch_values: (self, call) => new List(call.values.map((key) => call.send(self, 'fetch', key))),
  slice: (self, call) =>
    dictOf(pairsOf(self).filter(([key]) => picked(call.values).has(identity(key)))),
  except: (self, call) =>
    dictOf(pairsOf(self).filter(([key]) => !picked(call.values).has(identity(key)))),
  select: (self, call) => dictOf(where(self, call, true)),
  reject: (self, call) => dictOf(where(self, call, false)),
  partition: (self, call) =>
    new List(
      [true, false].map(
        (yes) => new List(where(self, call, yes).map((pair) => new List([...pair]))),
      ),
    ),
  'any?': (self, call) =>
    call.block === undefined ? self.entries.size > 0 : where(self, call, true).length > 0,
  'all?': (self, call) => where(self, call, false).length === 0,
  'none?': (self, call) =>
    call.block === undefined ? self.entries.size === 0 : where(self, call, true).length === 0,
  count: (self, call) =>
    call.block === undefined ? self.entries.size : where(self, call, true).length,
  find: (self, call) => {
    const found = pairsOf(self).find((pair) => call.test(...pair));
    return found === undefined ? null : new List([...found]);
  },
  min_by: (self, call) =>
    call.again('min_by', new List(pairsOf(self).map((pair) => new List([...pair])))),
  transform_keys: (self, call) =>
    dictOf(pairsOf(self).map(([key, value]) => [newKey(key, call), value])),
  invert: (self) => dictOf(pairsOf(self).map(([key, value]) => [value, key])),
  compact: (self) => dictOf(pairsOf(self).filter(([, value]) => value !== null)),
  '==': (self, call) => same(self, call.arg(0)),
  inspect: (self) => text(inspect(self)),
  'include?': (self, call) => entry(self, call.arg(0)) !== undefined,
});

const newKey = (key: Value, call: Call): Value => {
  const [table] = call.values;
  return table instanceof Dict ? (entry(table, key) ?? key) : call.known(call.yield(key));
};

const each = (run: (pair: Pair, call: Call) => Value) => (self: Dict, call: Call) => {
  for (const pair of pairsOf(self)) run(pair, call);
  return self;
};

const OPEN = open<Dict>({
  each: (self, call) => {
    const items = pairsOf(self).map((pair) => new List([...pair]));
    if (call.block === undefined) return new Chain(items, 'each');
    for (const item of items) call.yield(item);
    return self;
  },
  each_key: each(([key], call) => call.yield(key)),
  each_value: each(([, value], call) => call.yield(value)),
  keys: (self) => new List(pairsOf(self).map(([key]) => key)),
  values: (self) => new List(pairsOf(self).map(([, value]) => value)),
  length: (self) => self.entries.size,
  'empty?': (self) => self.entries.size === 0,
  merge: (self, call) => withDefault(self, dictOf(merged(self, call))),
  fetch: (self, call) => fetch(self, call),
  dig,
  to_h: (self, call) =>
    call.block === undefined ? self : dictOf(pairsOf(self).map((pair) => newPair(pair, call))),
  transform_values: (self, call) =>
    dictOf(pairsOf(self).map(([key, value]) => [key, call.yield(value)])),
  dup: (self) => withDefault(self, dictOf(pairsOf(self))),
  freeze: (self) => self,
  default: (self) => self.fallback,
});

function newPair(pair: Pair, call: Call): Pair {
  const made = call.known(call.yield(...pair));
  return made instanceof List
    ? [call.known(made.items[0] ?? null), made.items[1] ?? null]
    : [made, null];
}

function withDefault(from: Dict, to: Dict): Dict {
  to.fallback = from.fallback;
  to.fallbackBlock = from.fallbackBlock;
  return to;
}

function set(self: Dict, pairs: Iterable<Pair>): Dict {
  const fresh = dictOf(pairs);
  self.entries.clear();
  for (const [key, pair] of fresh.entries) self.entries.set(key, pair);
  return self;
}

const CHANGING = changing<Dict>({
  delete: (self, call) => {
    const found = entry(self, call.arg(0));
    self.entries.delete(identity(call.arg(0)));
    return found ?? (call.block === undefined ? null : call.yield(call.arg(0)));
  },
  delete_if: (self, call) => set(self, where(self, call, false)),
  keep_if: (self, call) => set(self, where(self, call, true)),
  'select!': (self, call) => set(self, where(self, call, true)),
  'reject!': (self, call) => set(self, where(self, call, false)),
  'compact!': (self) =>
    set(
      self,
      pairsOf(self).filter(([, value]) => value !== null),
    ),
  'transform_keys!': (self, call) =>
    set(
      self,
      pairsOf(self).map(([key, value]) => [newKey(key, call), value]),
    ),
  'transform_values!': (self, call) =>
    set(
      self,
      pairsOf(self).map(([key, value]) => [key, call.yield(value)]),
    ),
  clear: (self) => set(self, []),
  shift: (self) => {
    const [first] = pairsOf(self);
    if (first === undefined) return null;
    self.entries.delete(identity(first[0]));
    return new List([...first]);
  },
});

const FILLING = filling<Dict>({
  '[]=': (self, call) => {
    put(self, call.known(call.arg(0)), call.arg(1));
    return call.arg(1);
  },
  'merge!': (self, call) => set(self, merged(self, call)),
  replace: (self, call) => set(self, pairsOf(asDict(call.arg(0), call))),
  'default=': (self, call) => (self.fallback = call.arg(0)),
});

export const DICT: Methods<Dict> = alias<Dict>(
  {
    ...(ENUMERABLE as Methods<Dict>),
    ...PURE,
    ...OPEN,
    ...CHANGING,
    ...FILLING,
  },
  {
    size: 'length',
    each_pair: 'each',
    filter: 'select',
    detect: 'find',
    'has_key?': 'key?',
    'member?': 'key?',
    'has_value?': 'value?',
    store: '[]=',
    update: 'merge!',
    clone: 'dup',
    to_s: 'inspect',
    to_hash: 'to_h',
    'filter!': 'select!',
    '===': '==',
  },
);
