// Functions that need no receiver.
import { posix } from 'node:path';
import type { Call } from '../evaluate/call';
import { Raised, Thrown, topEnv } from '../evaluate/frame';
import { formatted } from '../methods/string';
import { open, pure } from '../methods/table';
import { hostPath } from '../paths';
import { inspect, same } from '../show';
import {
  Dict,
  Float,
  List,
  Proc,
  RubyModule,
  RubyObject,
  RubyRange,
  Text,
  Unsure,
  type Value,
  text,
} from '../values';
import { readFile } from './files';
import { integer as whole, wholeNumber } from './scalar';

const HOST = 'Write the value itself, or give it in the box project.';

function raise(call: Call): Value {
  const [first = null, second = null] = call.values;
  const object = first instanceof RubyModule && second !== null ? first : first;
  const type =
    object instanceof RubyModule
      ? object.name
      : object instanceof RubyObject
        ? object.type.name
        : 'RuntimeError';
  const message = first instanceof Text ? first : second instanceof Text ? second : text(type);
  throw new Raised(
    type,
    message.value,
    call.node,
    call.env.frame,
    first instanceof RubyModule || first instanceof RubyObject ? first : undefined,
    second ?? (first instanceof Unsure ? first : message),
  );
}

function stop(call: Call): Value {
  const message = call.arg(0);
  throw new Raised(
    'SystemExit',
    message instanceof Text ? message.value : 'exit',
    call.node,
    call.env.frame,
  );
}

function integer(call: Call): Value {
  const value = call.arg(0);
  const gentle = call.keyword('exception') === false;
  if (call.values.length > (gentle ? 2 : 1))
    return call.unsure('This use of Integer is not understood.', 'Write the number itself.');
  if (typeof value === 'number') return value;
  if (value instanceof Float) return whole(Math.trunc(value.value), call);
  const shown = value instanceof Text ? value.value.trim() : '';
  const found = /__|^_|_$|\W_/.test(shown) ? undefined : wholeNumber(shown.replaceAll('_', ''));
  if (found !== undefined) return whole(found, call);
  if (gentle) return null;
  return call.fault(
    value instanceof Text ? 'ArgumentError' : 'TypeError',
    `${inspect(value)} is no whole number.`,
    'Correct the number.',
  );
}

/** What `Array` turns into a list; anything else becomes its one item. */
const isListed = (value: Value) =>
  value === null || value instanceof List || value instanceof Dict || value instanceof RubyRange;

/** Loads a Ruby file beside the Vagrantfile. A library that is not there is taken as loaded. */
function loadRuby(name: string, call: Call, once: boolean): Value {
  const path = hostPath(name, call.session.path);
  if (path === undefined || (once && call.session.required.has(path))) return false;
  const content = readFile(name, call);
  if (content === undefined)
    return call.fault(
      'LoadError',
      `There is no file '${path}'.`,
      `Put '${path}' where the Vagrantfile looks for it.`,
    );
  call.session.required.add(path);
  const { script, body } = call.session.parse(content, path);
  call.session.evaluate(body, topEnv(call.session, script));
  return true;
}

const withEnding = (name: string) => (posix.extname(name) === '.rb' ? name : `${name}.rb`);

const relative = (call: Call): Value => {
  const folder = posix.dirname(call.text(call.session.scriptPath(call.env.frame.script.file)));
  return missing(
    loadRuby(withEnding(posix.join(folder, call.text(call.arg(0)))), call, true),
    call,
  );
};

/** Names without a path are libraries of Ruby. */
const required = (call: Call): Value => {
  const name = call.text(call.arg(0));
  return /^[./\u0001]/.test(name) ? missing(loadRuby(withEnding(name), call, true), call) : true;
};

function missing(value: Value, call: Call): Value {
  if (value instanceof Unsure) call.session.noteUnknown(value);
  return value;
}

const caught = (call: Call): Value => {
  const tag = call.values.length > 0 ? call.arg(0) : new RubyObject(call.session.object);
  try {
    return call.yield(tag);
  } catch (signal) {
    if (signal instanceof Thrown && same(signal.tag, tag)) return signal.value;
    throw signal;
  }
};

function forever(call: Call): Value {
  for (;;) {
    call.session.charge(1, call.node, call.env);
    call.yield();
    if (call.session.doubt !== undefined) return null;
  }
}

const nothing = () => null;
const hostOnly = (what: string) => (_: Value, call: Call) => call.unsure(what, HOST);

const QUIET = [
  'puts',
  'print',
  'p',
  'pp',
  'warn',
  'printf',
  'putc',
  'at_exit',
  'sleep',
  'trap',
  'private',
  'public',
  'srand',
  'using',
];
const RUNS = ['system', 'exec', 'spawn', '`', 'fork'];

export const KERNEL = {
  ...open<Value>({
    ...Object.fromEntries(QUIET.map((name) => [name, nothing])),
    ...Object.fromEntries(
      RUNS.map((name) => [name, hostOnly('It is the result of a command, and no command is run.')]),
    ),
    ...Object.fromEntries(
      ['gets', 'rand'].map((name) => [name, hostOnly('It is known only when Vagrant runs.')]),
    ),
    lambda: (_, call) =>
      call.block === undefined ? null : new Proc(call.block.code, call.block.env, true),
    proc: (_, call) => call.block ?? null,
    loop: (_, call) => forever(call),
    raise: (_, call) => raise(call),
    fail: (_, call) => raise(call),
    abort: (_, call) => stop(call),
    exit: (_, call) => stop(call),
    'exit!': (_, call) => stop(call),
    catch: (_, call) => caught(call),
    throw: (_, call) => {
      throw new Thrown(call.arg(0), call.arg(1));
    },
    'block_given?': (_, call) => call.env.frame.block !== undefined,
    binding: hostOnly('binding is not understood.'),
    eval: hostOnly('Code that is made at run time is not understood.'),
  }),
  ...pure<Value>({
    require: (_, call) => required(call),
    require_relative: (_, call) => relative(call),
    load: (_, call) => missing(loadRuby(call.text(call.arg(0)), call, false), call),
    format: (_, call) => formatted(call.text(call.arg(0)), call.values.slice(1), call),
    sprintf: (_, call) => formatted(call.text(call.arg(0)), call.values.slice(1), call),
    Integer: (_, call) => integer(call),
    Float: (_, call) => call.send(call.arg(0), 'to_f'),
    String: (_, call) => text(call.text(call.arg(0))),
    Array: (_, call) =>
      isListed(call.arg(0)) ? call.send(call.arg(0), 'to_a') : new List([call.arg(0)]),
    __dir__: (_, call) =>
      text(posix.dirname(call.text(call.session.scriptPath(call.env.frame.script.file)))),
    __method__: (_, call) =>
      call.env.frame.method === undefined ? null : call.symbol(call.env.frame.method.code.name),
  }),
} as ReturnType<typeof open<Value>>;
