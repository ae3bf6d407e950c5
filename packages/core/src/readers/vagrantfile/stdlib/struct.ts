// `Struct.new(:name, :memory)` and `OpenStruct.new`.
import type { Call } from '../evaluate/call';
import { dictOf, entry, pairsOf } from '../show';
import { Dict, List, RubyModule, RubyObject, Sym, type Value } from '../values';

/** A class with the given members. */
export function makeStruct(self: RubyModule, call: Call): Value {
  if (self.name !== 'Struct') return fill(self, call);
  const byKeyword = call.keyword('keyword_init') === true;
  const names = call.values.filter((one) => one instanceof Sym).map(({ name }) => name);
  const made = new RubyModule('Struct::Made', 'class', self);
  made.variables.set('members', new List(names.map((name) => Sym.of(name))));
  made.variables.set('keywords', byKeyword);
  call.session.send(
    call.with({ receiver: made, name: 'attr_accessor', values: names.map((name) => Sym.of(name)) }),
  );
  if (call.block !== undefined) call.session.callModuleBody(call.block, made);
  return made;
}

const membersOf = (type: RubyModule): Sym[] => {
  const members = type.variables.get('members');
  if (members instanceof List) return members.items.filter((one) => one instanceof Sym);
  return type.superclass === undefined ? [] : membersOf(type.superclass);
};

function fill(type: RubyModule, call: Call): Value {
  const made = new RubyObject(type);
  const custom = type.methods.has('initialize');
  if (custom) call.session.send(call.with({ receiver: made, name: 'initialize', own: true }));
  else assignMembers(made, call);
  return made;
}

/** What `initialize` of a struct does, also by `super`. */
function assignMembers(object: RubyObject, call: Call): Value {
  const members = membersOf(object.type);
  const last = call.values.at(-1);
  const keywords =
    call.hasKeywords && last instanceof Dict && call.values.length === 1 ? last : undefined;
  members.forEach((member, at) => {
    const value = keywords === undefined ? call.arg(at) : (entry(keywords, member) ?? null);
    object.variables.set(`@${member.name}`, value);
  });
  return null;
}

const valuesOf = (object: RubyObject) =>
  membersOf(object.type).map(({ name }) => object.variables.get(`@${name}`) ?? null);

type ObjectMethod = (self: RubyObject, call: Call) => Value;

/** Methods of every struct. */
export const STRUCT_METHODS: Readonly<Record<string, ObjectMethod>> = {
  to_h: (self) =>
    dictOf(membersOf(self.type).map((name, at) => [name, valuesOf(self)[at] ?? null])),
  to_a: (self) => new List(valuesOf(self)),
  values: (self) => new List(valuesOf(self)),
  members: (self) => new List(membersOf(self.type)),
  initialize: assignMembers,
  '[]': (self, call) => {
    const key = call.arg(0);
    return typeof key === 'number'
      ? (valuesOf(self)[key] ?? null)
      : (self.variables.get(`@${call.text(key)}`) ?? null);
  },
  '[]=': (self, call) => {
    self.variables.set(
      `@${call.text(call.arg(0))}`,
      call.session.given(call.arg(1), () => '...'),
    );
    return call.arg(1);
  },
  '==': (self, call) => {
    const other = call.arg(0);
    return (
      other instanceof RubyObject &&
      other.type === self.type &&
      call.send(new List(valuesOf(self)), '==', new List(valuesOf(other)))
    );
  },
  each: (self, call) => call.session.send(call.with({ receiver: new List(valuesOf(self)) })),
};

/** An object with whatever attributes it was given. */
export function makeOpenStruct(self: RubyModule, call: Call): Value {
  const made = new RubyObject(self);
  const given = call.arg(0);
  if (given instanceof Dict) {
    for (const [key, value] of pairsOf(given)) made.variables.set(`@${call.text(key)}`, value);
  }
  return made;
}

export function openStructAnswer(self: RubyObject, call: Call): Value {
  const { name } = call;
  if (name === 'to_h')
    return dictOf([...self.variables].map(([key, value]) => [Sym.of(key.slice(1)), value]));
  if (name === '[]') return self.variables.get(`@${call.text(call.arg(0))}`) ?? null;
  if (name === '[]=') return set(self, call.text(call.arg(0)), call.arg(1), call);
  if (name === 'respond_to?') return self.variables.has(`@${call.text(call.arg(0))}`);
  return name.endsWith('=')
    ? set(self, name.slice(0, -1), call.arg(0), call)
    : (self.variables.get(`@${name}`) ?? null);
}

function set(self: RubyObject, name: string, value: Value, { session }: Call): Value {
  self.variables.set(
    `@${name}`,
    session.given(value, () => name),
  );
  return value;
}
