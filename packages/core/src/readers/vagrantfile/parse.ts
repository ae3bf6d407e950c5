// Ruby is parsed and never run. The parser is WebAssembly and is loaded with the first file (about 50 ms). It is
// started without Node's WASI, which it does not need and which prints a warning into whatever program reads.
import { readFile } from 'node:fs/promises';
import type { ParseResult } from '@ruby/prism/src/deserialize.js';
import type * as nodes from '@ruby/prism/src/nodes.js';
import { type Position, unreadable } from '../source';
import { Script } from './script';

type NodeTypes = {
  [K in keyof typeof nodes as K extends `${string}Node` ? K : never]: InstanceType<
    (typeof nodes)[K]
  >;
};
export type NodeName = keyof NodeTypes;
export type NodeOf<K extends NodeName> = NodeTypes[K];
export type RubyNode = NodeTypes[NodeName];

/** A place in a file, e.g. of a node. Whoever asks for no more is spared a union of all 150 kinds of nodes. */
export interface Spot {
  readonly location: RubyNode['location'];
}

/** A parsed Ruby file. */
export interface Program {
  readonly script: Script;
  readonly body: RubyNode;
}

/** Parses a text; `file` is how messages name it. Raises FILE_UNREADABLE with every syntax error. */
export type ParseRuby = (text: string, file: string) => Program;

/** The part of WebAssembly that is used; the types of Node do not declare it. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (module: object, imports: object) => { exports: { _initialize(): void } };
  Module: { imports(module: object): { module: string; name: string }[] };
};

let loaded: Promise<ParseRuby> | undefined;

/** The parser, loaded once. */
export function loadParser(): Promise<ParseRuby> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<ParseRuby> {
  const { parsePrism } = await import('@ruby/prism/src/parsePrism.js');
  const wasm = await readFile(require.resolve('@ruby/prism/src/prism.wasm'));
  const module = await WebAssembly.compile(new Uint8Array(wasm));
  return (text, file) => {
    // A parser that ran out of memory or stack is not to be used again; a new one costs a millisecond.
    const { exports } = new WebAssembly.Instance(module, importsOf(module));
    exports._initialize();
    return toProgram(() => parsePrism(exports, text, {}), text, file);
  };
}

const NOT_SUPPORTED = 52;

function importsOf(module: object): object {
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = () => NOT_SUPPORTED;
  }
  return imports;
}

function toProgram(parse: () => ParseResult, text: string, file: string): Program {
  const result = attempt(parse, file);
  const script = new Script(
    file,
    text,
    result.comments.map(({ location }) => location),
  );
  if (result.errors.length === 0) return { script, body: result.value };
  const problems = result.errors.map(({ message, location }) => ({
    file,
    ...script.position(location),
    message: sentence(message),
  }));
  throw unreadable(file, problems.sort(inOrder));
}

function attempt(parse: () => ParseResult, file: string): ParseResult {
  try {
    return parse();
  } catch (error) {
    throw unreadable(file, [
      { file, message: `The Ruby parser gives up on it: ${(error as Error).message}.` },
    ]);
  }
}

const inOrder = (one: Position, other: Position) =>
  one.line - other.line || one.column - other.column;

const sentence = (message: string) =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}`.replace(/\.?$/, '.');

/** The name of a node's kind, e.g. `CallNode`. */
export const nameOf = (node: RubyNode): NodeName => node.constructor.name as NodeName;
