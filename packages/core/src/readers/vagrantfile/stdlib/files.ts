// Files and folders. Only what lies in the folder of the Vagrantfile is read.
import { posix } from 'node:path';
import { YAMLError } from 'yaml';
import type { Call } from '../evaluate/call';
import { ROOT, expand, hasRoot, hostPath } from '../paths';
import { pairsOf, toText } from '../show';
import { Dict, List, type Value, isTrue, text } from '../values';

const OUTSIDE = 'It lies outside of the folder of the Vagrantfile, where nothing is read.';
const GIVE = 'Write the value itself, or give it in the box project.';

/** The text of a file; undefined when there is none. Not known outside of the folder. */
export function readFile(name: string, call: Call): string | undefined {
  const path = hostPath(name, call.session.path);
  if (path === undefined)
    throw call.doubtful(
      `'${name}' is not read: it lies outside of the folder of the Vagrantfile.`,
      GIVE,
    );
  call.session.files.add(path);
  return call.session.host.read(path);
}

function contents(call: Call, use: (content: string) => Value): Value {
  const name = call.text(call.arg(0));
  const content = readFile(name, call);
  if (content !== undefined) return use(content);
  const shown = hostPath(name, call.session.path) ?? name;
  return call.fault(
    'Errno::ENOENT',
    `There is no file '${shown}'.`,
    `Put '${shown}' where the Vagrantfile looks for it.`,
  );
}

/** A folder cannot be told from nothing at all by reading it, so only names of files are answered with no. */
function exists(call: Call): Value {
  const name = call.text(call.arg(0));
  if (readFile(name, call) !== undefined) return true;
  const folder = isFolder(name, call);
  if (folder !== undefined) return folder;
  return posix.extname(name) === ''
    ? call.unsure(`Whether '${name}' is a folder is not known.`, 'Write the branch that holds.')
    : false;
}

function isFolder(name: string, call: Call): boolean | undefined {
  const path = hostPath(name, call.session.path);
  if (expand(name) === ROOT) return true;
  return path === undefined
    ? undefined
    : call.session.host.list === undefined
      ? undefined
      : call.session.host.list(path) !== undefined;
}

const expanded = (call: Call): Value => {
  const [name = null, from = null] = call.values;
  const base = from === null ? undefined : from;
  const folder = base === undefined ? ROOT : expand(call.text(base));
  const full = folder === undefined ? undefined : expand(call.text(name), folder);
  return full === undefined
    ? call.unsure('The home folder is known only where Vagrant runs.', GIVE)
    : text(full);
};

const joined = (call: Call): Value => {
  const parts = call.values
    .flatMap((one) => (one instanceof List ? one.items : [one]))
    .map((one) => call.text(one));
  return text(
    parts.reduce((path, part) => `${path.replace(/\/+$/, '')}/${part.replace(/^\/+/, '')}`),
  );
};

const named = (call: Call, of: (path: string) => string): Value => {
  const path = call.text(call.arg(0));
  const result = of(path);
  return path !== ROOT && !(hasRoot(path) && posix.dirname(path) === '/')
    ? text(result)
    : call.unsure(OUTSIDE.replace('It', 'What is asked for'), GIVE);
};

const baseName = (call: Call) =>
  named(call, (path) => {
    const end = call.values.length > 1 ? call.text(call.arg(1)) : undefined;
    const base = posix.basename(path);
    return end === '.*'
      ? base.slice(0, base.length - posix.extname(base).length)
      : end !== undefined && base !== end && base.endsWith(end)
        ? base.slice(0, -end.length)
        : base;
  });

type Functions = Readonly<Record<string, (call: Call) => Value>>;

export const FILE: Functions = {
  read: (call) => contents(call, text),
  readlines: (call) => contents(call, (content) => call.send(text(content), 'lines')),
  open: (call) =>
    contents(call, (content) =>
      call.block === undefined ? text(content) : call.yield(text(content)),
    ),
  foreach: (call) =>
    contents(call, (content) =>
      call.session.send(call.with({ receiver: text(content), name: 'each_line', values: [] })),
    ),
  'exist?': exists,
  'exists?': exists,
  'file?': (call) => readFile(call.text(call.arg(0)), call) !== undefined,
  'readable?': exists,
  'directory?': (call) =>
    isFolder(call.text(call.arg(0)), call) ??
    call.unsure('Whether this folder exists is not known.', 'Write the branch that holds.'),
  join: joined,
  expand_path: expanded,
  absolute_path: expanded,
  realpath: expanded,
  dirname: (call) => named(call, (path) => posix.dirname(path)),
  basename: baseName,
  extname: (call) => text(posix.extname(call.text(call.arg(0)))),
};

export const DIR: Functions = {
  pwd: () => text(ROOT),
  getwd: () => text(ROOT),
  'exist?': (call) =>
    isFolder(call.text(call.arg(0)), call) ??
    call.unsure('Whether this folder exists is not known.', 'Write the branch that holds.'),
};

/** A format of data that a library of Ruby reads. */
export interface DataFormat {
  /** Throws when the text is not of this format. */
  readonly parse: (content: string) => (symbols: boolean, call: Call) => Value;
  /** What Ruby raises then. */
  readonly error: string;
  /** What may be asked for; anything else makes the data unknown. */
  readonly keywords: readonly string[];
}

/** `YAML.load_file` and the like. */
export const loadFile = (format: DataFormat) => (call: Call) =>
  contents(call, (content) => parsed(content, format, call));

/** `YAML.load` and the like. */
export const loadText = (format: DataFormat) => (call: Call) =>
  call.arg(0) === null
    ? call.fault('TypeError', 'There is no text to parse.', GIVE)
    : parsed(call.text(call.arg(0)), format, call);

function parsed(content: string, { parse, error, keywords }: DataFormat, call: Call): Value {
  call.session.charge(Math.ceil(content.length / 100), call.node, call.env);
  const options = call.values.slice(1).flatMap((one) => (one instanceof Dict ? pairsOf(one) : []));
  const other = options.find(([key]) => !keywords.includes(toText(key)));
  if (other !== undefined)
    return call.unsure(`The option '${toText(other[0])}' is not understood.`, GIVE);
  const symbols = isTrue(call.known(call.keyword('symbolize_names') ?? null));
  try {
    return parse(content)(symbols, call);
  } catch (problem) {
    if (!(problem instanceof SyntaxError) && !(problem instanceof YAMLError)) throw problem;
    return call.fault(
      error,
      `The data cannot be parsed: ${String(problem.message.split('\n')[0])}.`,
      'Correct the file.',
    );
  }
}
