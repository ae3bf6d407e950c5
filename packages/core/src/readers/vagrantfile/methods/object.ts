// What every value answers to.
import type { Call } from '../evaluate/call';
import { ancestorsOf } from '../evaluate/variables';
import { compare, identity, inspect, plain, same, toText } from '../show';
import {
  Dict,
  List,
  type Pattern,
  type Proc,
  RubyModule,
  RubyObject,
  type RubyRange,
  Sym,
  Text,
  type Value,
  isTrue,
  text,
} from '../values';
import { matchesIn } from './rewrite';
import { className, open, pure } from './table';

function order(self: Value, call: Call, test: (order: number) => boolean): Value {
  const answer = compare(self, call.arg(0));
  return answer === undefined
    ? call.fault(
        'ArgumentError',
        'These values cannot be compared.',
        'Convert them to the same kind.',
      )
    : test(answer);
}

const ABOVE: Readonly<Record<string, readonly string[]>> = {
  Integer: ['Numeric', 'Comparable', 'Fixnum'],
  Float: ['Numeric', 'Comparable'],
  Array: ['Enumerable'],
  Hash: ['Enumerable'],
  Range: ['Enumerable'],
};

function isA(self: Value, type: Value, call: Call): boolean {
  if (!(type instanceof RubyModule)) return false;
  if (type.name === 'Object' || type.name === 'BasicObject') return true;
  if (self instanceof RubyObject) return ancestorsOf(self.type).includes(type);
  const name =
    self instanceof RubyModule ? (self.kind === 'class' ? 'Class' : 'Module') : className(self);
  return (
    name === type.name ||
    (ABOVE[name]?.includes(type.name) ?? false) ||
    ancestorsOf(call.session.builtInClass(name)).includes(type)
  );
}

function caseEqual(self: Value, call: Call): boolean {
  const other = call.arg(0);
  if (self instanceof RubyModule) return isA(other, self, call);
  return same(self, other);
}

const again = (self: Value, call: Call) => {
  const [name, ...values] = call.values;
  return call.session.send(
    call.with({ receiver: self, name: call.text(name ?? null), values, own: true }),
  );
};

const copy = (self: Value): Value => {
  if (!(self instanceof RubyObject)) return self;
  const made = new RubyObject(self.type);
  for (const [name, value] of self.variables) made.variables.set(name, value);
  return made;
};

const responds = (self: Value, call: Call): Value => {
  const name = call.text(call.arg(0));
  if (self instanceof RubyObject)
    return ancestorsOf(self.type).some(({ methods }) => methods.has(name));
  return call.session.parts.answersTo(self, name);
};

const PURE = pure<Value>({
  '!': (self) => !isTrue(self),
  '==': (self, call) => same(self, call.arg(0)),
  '!=': (self, call) => !isTrue(call.known(call.send(self, '==', call.arg(0)))),
  '===': caseEqual,
  '=~': () => null,
  '!~': (self, call) => !isTrue(call.known(call.send(self, '=~', call.arg(0)))),
  '<=>': (self, call) => compare(self, call.arg(0)) ?? null,
  '<': (self, call) => order(self, call, (one) => one < 0),
  '<=': (self, call) => order(self, call, (one) => one <= 0),
  '>': (self, call) => order(self, call, (one) => one > 0),
  '>=': (self, call) => order(self, call, (one) => one >= 0),
  to_s: (self) => text(toText(self)),
  inspect: (self) => text(inspect(self)),
  'nil?': (self) => self === null,
  'is_a?': (self, call) => isA(self, call.arg(0), call),
  'instance_of?': (self, call) => isA(self, call.arg(0), call),
  'respond_to?': responds,
  class: (self, call) =>
    self instanceof RubyObject ? self.type : call.session.builtInClass(className(self)),
  'frozen?': () => false,
  hash: (self, call) => call.unsure('hash is not understood.', 'Write the value itself.'),
  to_json: (self) => text(JSON.stringify(plain(self))),
  instance_variable_get: (self, call) =>
    self instanceof RubyObject ? (self.variables.get(call.text(call.arg(0))) ?? null) : null,
});

const OPEN = open<Value>({
  'equal?': (self, call) => self === call.arg(0),
  'eql?': (self, call) => identity(call.known(self)) === identity(call.known(call.arg(0))),
  itself: (self) => self,
  freeze: (self) => self,
  dup: copy,
  clone: copy,
  tap: (self, call) => {
    call.yield(self);
    return self;
  },
  then: (self, call) => call.yield(self),
  yield_self: (self, call) => call.yield(self),
  send: again,
  public_send: again,
  __send__: again,
  method: (self, call) => call.asProc(call.arg(0), self),
  instance_variable_set: (self, call) => {
    if (self instanceof RubyObject)
      self.variables.set(
        call.text(call.arg(0)),
        call.session.given(call.arg(1), () => '...'),
      );
    return call.arg(1);
  },
  instance_eval: (self, call) =>
    call.block === undefined ? null : call.session.callProc(call.block, [self], call.node, self),
  instance_exec: (self, call) =>
    call.block === undefined
      ? null
      : call.session.callProc(call.block, call.values, call.node, self),
  extend: (self) => self,
});

export const OBJECT = {
  ...PURE,
  ...OPEN,
  'kind_of?': PURE['is_a?'],
  object_id: PURE.hash,
} as typeof PURE;

export const NIL = pure<null>({
  to_s: () => text(''),
  to_a: () => new List([]),
  to_h: () => new Dict(),
  to_i: () => 0,
  '&': () => false,
  '|': (_, call) => isTrue(call.arg(0)),
});

export const BOOLEAN = pure<boolean>({
  '&': (self, call) => self && isTrue(call.arg(0)),
  '|': (self, call) => self || isTrue(call.arg(0)),
  '^': (self, call) => self !== isTrue(call.arg(0)),
});

const run = (self: Proc, call: Call) =>
  call.session.callProc(
    self,
    call.block === undefined ? call.values : [...call.values, call.block],
    call.node,
  );

export const PROC = {
  ...open<Proc>({
    call: run,
    '()': run,
    yield: run,
    '[]': run,
    to_proc: (self) => self,
    curry: (self) => self,
  }),
  ...pure<Proc>({
    '===': run,
    'lambda?': (self) => self.isLambda,
    arity: (self, call) => call.session.parts.blockArity(self),
  }),
};

function match(self: Pattern, call: Call): Value {
  const subject = call.arg(0);
  if (subject === null) return null;
  const [found] = matchesIn(self, call.text(subject));
  call.session.setMatch(found?.groups ?? []);
  if (found === undefined) return null;
  const groups: [Value, Value][] = found.groups.map((one, at) => [
    at,
    one === null ? null : text(one),
  ]);
  const names = Object.entries(found.names).flatMap(([name, one]): [Value, Value][] => {
    const value = one === null ? null : text(one);
    return [
      [text(name), value],
      [Sym.of(name), value],
    ];
  });
  return call.session.parts.matchData(
    call.session,
    [...groups, ...names],
    found.groups.slice(1).map((one) => (one === null ? null : text(one))),
  );
}

export const PATTERN = pure<Pattern>({
  '=~': (self, call) => {
    const subject = call.arg(0);
    if (subject === null) return null;
    const [found] = matchesIn(self, call.text(subject));
    call.session.setMatch(found?.groups ?? []);
    return found?.start ?? null;
  },
  '===': (self, call) =>
    (call.arg(0) instanceof Text || call.arg(0) instanceof Sym) && isTrue(match(self, call)),
  'match?': (self, call) => call.arg(0) !== null && isTrue(match(self, call)),
  match,
  source: (self) => text(self.source),
});

const within = (self: RubyRange, call: Call): Value => {
  const value = call.arg(0);
  const [low, high] = [
    self.from === null ? 0 : compare(self.from, value),
    self.to === null ? -1 : compare(value, self.to),
  ];
  return (
    low !== undefined && high !== undefined && low <= 0 && (self.exclusive ? high < 0 : high <= 0)
  );
};

export const RANGE_ONLY = {
  ...pure<RubyRange>({
    '===': within,
    'include?': within,
    'cover?': within,
    'member?': within,
    size: (self, call) => call.send(self, 'count'),
    last: (self, call) =>
      call.values.length === 0 ? self.to : call.send(call.send(self, 'to_a'), 'last', call.arg(0)),
    begin: (self) => self.from,
    end: (self) => self.to,
    step: (self, call) =>
      call.session.send(
        call.with({
          receiver: self.from,
          name: 'step',
          values: [self.exclusive ? call.send(self.to, '-', 1) : self.to, call.arg(0)],
        }),
      ),
  }),
  ...open<RubyRange>({
    each: (self, call) => {
      const items = call.send(self, 'to_a');
      for (const item of items instanceof List ? items.items : []) call.yield(item);
      return self;
    },
  }),
};
