// What classes and modules answer to.
import type { Call } from '../evaluate/call';
import { ancestorsOf } from '../evaluate/variables';
import { List, Proc, type RubyMethod, RubyModule, RubyObject, type Value, text } from '../values';
import { open } from './table';

function construct(self: RubyModule, call: Call): Value {
  const made = new RubyObject(self);
  if (ancestorsOf(self).some(({ methods }) => methods.has('initialize'))) {
    call.session.send(call.with({ receiver: made, name: 'initialize', own: true }));
  }
  return made;
}

const native = (owner: RubyModule, call: Call, name: string, code: RubyMethod['code']) =>
  owner.methods.set(name, { code, name, frame: call.env.frame, owner });

function reader(self: RubyModule, call: Call): Value {
  for (const one of call.values) {
    const name = call.text(one);
    native(self, call, name, (object) =>
      object instanceof RubyObject ? (object.variables.get(`@${name}`) ?? null) : null,
    );
  }
  return null;
}

function writer(self: RubyModule, call: Call): Value {
  for (const one of call.values) {
    const name = call.text(one);
    native(self, call, `${name}=`, (object, [value = null], { session }) => {
      if (object instanceof RubyObject)
        object.variables.set(
          `@${name}`,
          session.given(value, () => name),
        );
      return value;
    });
  }
  return null;
}

function include(self: RubyModule, call: Call): Value {
  for (const one of call.values) if (one instanceof RubyModule) self.included.push(one);
  return self;
}

function moduleFunction(self: RubyModule, call: Call): Value {
  const { moduleFunction: mode } = call.env.frame;
  if (call.values.length === 0 && mode !== undefined) mode.on = true;
  for (const one of call.values) {
    const method = self.methods.get(call.text(one));
    if (method !== undefined) self.ownMethods.set(method.name, method);
  }
  return null;
}

function defineMethod(self: RubyModule, call: Call): Value {
  const block = call.block ?? call.arg(1);
  if (block instanceof Proc) {
    native(self, call, call.text(call.arg(0)), (object, values, { session, node }) =>
      session.callProc(block, values, node, object),
    );
  }
  return call.arg(0);
}

const nothing = () => null;

export const MODULE = open<RubyModule>({
  new: construct,
  attr_reader: reader,
  attr_writer: writer,
  attr_accessor: (self, call) => {
    reader(self, call);
    return writer(self, call);
  },
  include,
  prepend: include,
  extend: (self, call) => {
    for (const one of call.values) if (one instanceof RubyModule) self.extended.push(one);
    return self;
  },
  module_function: moduleFunction,
  define_method: defineMethod,
  private: nothing,
  public: nothing,
  protected: nothing,
  private_class_method: nothing,
  private_constant: nothing,
  name: (self) => text(self.name),
  to_s: (self) => text(self.name),
  const_get: (self, call) =>
    self.constants.get(call.text(call.arg(0))) ??
    call.unsure('This constant is not defined.', 'Write its value.'),
  constants: (self, call) => new List([...self.constants.keys()].map((name) => call.symbol(name))),
  instance_methods: (self, call) =>
    new List([...self.methods.keys()].map((name) => call.symbol(name))),
  'method_defined?': (self, call) => self.methods.has(call.text(call.arg(0))),
  'const_defined?': (self, call) => self.constants.has(call.text(call.arg(0))),
  superclass: (self) => self.superclass ?? null,
  class_eval: (self, call) =>
    call.block === undefined ? null : call.session.callProc(call.block, [self], call.node, self),
});
