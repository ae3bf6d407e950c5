// The classes and modules every Ruby file finds, as far as Vagrantfiles use them.
import type { Call } from '../evaluate/call';
import { type Method, type Methods, open, pure } from '../methods/table';
import { makePattern, quotePattern } from '../pattern';
import { plain, toText } from '../show';
import { Dict, Float, List, type RubyModule, Text, type Value, text } from '../values';
import { VAGRANT } from '../vagrant/vagrant';
import { ENV } from './env';
import { type DataFormat, DIR, FILE, loadFile, loadText } from './files';
import { parseJson } from './json';
import { makeOpenStruct, makeStruct } from './struct';
import { parseYaml } from './yaml';

type Functions = Readonly<Record<string, (call: Call) => Value>>;

const functions = (table: Functions): Methods<Value> =>
  pure(
    Object.fromEntries(
      Object.entries(table).map(([name, run]) => [name, (_: Value, call: Call) => run(call)]),
    ),
  );
const openFunctions = (table: Functions): Methods<Value> =>
  open(
    Object.fromEntries(
      Object.entries(table).map(([name, run]) => [name, (_: Value, call: Call) => run(call)]),
    ),
  );

const HOST = 'Write the value itself, or give it in the box project.';
const ofHost = (what: string) => (call: Call) => call.unsure(what, HOST);

const JSON_DATA: DataFormat = {
  parse: parseJson,
  error: 'JSON::ParserError',
  keywords: ['symbolize_names'],
};

const YAML_DATA: DataFormat = {
  parse: parseYaml,
  error: 'Psych::SyntaxError',
  keywords: [
    'symbolize_names',
    'aliases',
    'permitted_classes',
    'permitted_symbols',
    'filename',
    'freeze',
  ],
};

const JSON_FUNCTIONS: Functions = {
  parse: loadText(JSON_DATA),
  load: loadText(JSON_DATA),
  load_file: loadFile(JSON_DATA),
  generate: (call) => text(JSON.stringify(plain(call.arg(0)))),
  pretty_generate: (call) => text(JSON.stringify(plain(call.arg(0)), null, 2)),
};

const YAML_FUNCTIONS: Functions = {
  load: loadText(YAML_DATA),
  safe_load: loadText(YAML_DATA),
  unsafe_load: loadText(YAML_DATA),
  load_file: loadFile(YAML_DATA),
  safe_load_file: loadFile(YAML_DATA),
  unsafe_load_file: loadFile(YAML_DATA),
};

function newDict(_: Value, call: Call): Value {
  const made = new Dict();
  made.fallback = call.arg(0);
  made.fallbackBlock = call.block;
  return made;
}

function newList(_: Value, call: Call): Value {
  const size = Math.min(Number(call.arg(0) ?? 0), 100_000);
  return new List(
    Array.from({ length: size }, (__, at) =>
      call.block === undefined ? call.arg(1) : call.yield(at),
    ),
  );
}

const newPattern = (call: Call): Value =>
  makePattern(call.text(call.arg(0)), { i: isTrueFlag(call.arg(1)), m: false, x: false }) ??
  call.unsure(
    'This regular expression is not understood.',
    'Write it without look-around and back references.',
  );

const isTrueFlag = (value: Value) => value === true || value === 1;

const MATH: Functions = Object.fromEntries(
  (['sqrt', 'log2', 'log10', 'sin', 'cos'] as const).map((name) => [
    name,
    (call) => new Float(Math[name](Number(toText(call.arg(0))))),
  ]),
);

const RUNNING = 'It is known only when Vagrant runs.';
const PLATFORM = 'It depends on the host that runs Vagrant.';

/** Functions of modules and classes by name. A new one is one line here. */
export const STDLIB: Readonly<
  Record<string, Readonly<Record<string, Method<never> | undefined>> | undefined>
> = {
  ...VAGRANT,
  ENV: openFunctions(ENV),
  File: functions(FILE),
  IO: functions({
    read: FILE.read as Functions[string],
    readlines: FILE.readlines as Functions[string],
  }),
  FileTest: functions({ 'exist?': FILE['exist?'] as Functions[string] }),
  Dir: functions(DIR),
  JSON: functions(JSON_FUNCTIONS),
  YAML: functions(YAML_FUNCTIONS),
  Psych: functions(YAML_FUNCTIONS),
  Hash: open({ new: newDict, '[]': (_: Value, call: Call) => call.send(call.arg(0), 'to_h') }),
  Array: open({ new: newList }),
  String: open({
    new: (_: Value, call: Call) =>
      text(
        call.values.length === 0 || !(call.arg(0) instanceof Text) ? '' : call.text(call.arg(0)),
      ),
  }),
  Set: open({
    new: (_: Value, call: Call) =>
      call.values.length === 0 ? new List([]) : call.send(call.arg(0), 'uniq'),
  }),
  Proc: open({ new: (_: Value, call: Call) => call.block ?? null }),
  Regexp: functions({
    new: newPattern,
    escape: (call) => text(quotePattern(call.text(call.arg(0)))),
  }),
  Struct: open<RubyModule>({ new: makeStruct }),
  OpenStruct: open<RubyModule>({ new: makeOpenStruct }),
  Math: functions(MATH),
  Kernel: openFunctions({ puts: () => null, warn: () => null }),
  Time: functions({ now: ofHost(RUNNING) }),
  Etc: functions({ nprocessors: ofHost(PLATFORM) }),
  Process: functions({ uid: ofHost(PLATFORM), pid: ofHost(PLATFORM) }),
  SecureRandom: functions({ hex: ofHost(RUNNING), uuid: ofHost(RUNNING) }),
};

/** Names of classes and modules that are there without functions of their own. */
export const PLAIN_MODULES: readonly string[] = [
  'Object',
  'BasicObject',
  'Module',
  'Class',
  'Comparable',
  'Enumerable',
  'Integer',
  'Fixnum',
  'Numeric',
  'Float',
  'Symbol',
  'Range',
  'NilClass',
  'TrueClass',
  'FalseClass',
  'StandardError',
  'Exception',
  'RuntimeError',
  'ArgumentError',
  'KeyError',
  'IndexError',
  'NameError',
  'NoMethodError',
  'TypeError',
  'LoadError',
  'ScriptError',
  'SystemExit',
  'IOError',
  'Errno',
  'Errno::ENOENT',
  'SystemCallError',
  'ZeroDivisionError',
  'JSON::ParserError',
  'Psych::SyntaxError',
  'Psych::DisallowedClass',
  'NotImplementedError',
];
