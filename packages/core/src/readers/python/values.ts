import type { Node } from 'web-tree-sitter';
import type { Binding, Imported } from './bindings';
import { childrenOf } from './tree';

/** `text` is known without running the module, `imported` in another one, `unverified` not at all. */
export type PythonValue =
  | { kind: 'text'; text: string }
  | { kind: 'imported'; module: string; original: string }
  | { kind: 'unverified'; because: string };

/** What the names of a module stand for. */
export interface Names {
  bindings: readonly Binding[];
  imports: readonly Imported[];
}

/** What a name stands for when the module has been executed. */
export function valueOf(
  { value, conditional }: Omit<Binding, 'target'>,
  names: Names,
): PythonValue {
  if (conditional) return unverified('It is assigned under a condition.');
  return (value && evaluate(value, names, new Set())) ?? unverified('It is no plain string.');
}

type Seen = ReadonlySet<string>;

function evaluate(node: Node, names: Names, seen: Seen): PythonValue | undefined {
  const literal = literalText(node);
  if (literal !== undefined) return { kind: 'text', text: literal };
  if (node.type === 'identifier') return follow(node.text, names, seen);
  const parts = partsOf(node.type === 'call' ? joinedByDots(node) : node, names, seen);
  return parts && { kind: 'text', text: parts.join('.') };
}

/** Where a name was given more than one value, only the order of execution tells which it has. */
function follow(name: string, names: Names, seen: Seen): PythonValue | undefined {
  const bindings = names.bindings.filter(({ target }) => target.text === name);
  const [binding] = bindings;
  const imported = names.imports.find((one) => one.name === name);
  if (binding === undefined) {
    return imported && { kind: 'imported', module: imported.module, original: imported.original };
  }
  if (bindings.length > 1 || imported !== undefined || seen.has(name)) return undefined;
  if (binding.conditional || binding.value === undefined) return undefined;
  return evaluate(binding.value, names, new Set([...seen, name]));
}

/** `(1, 2, 'rc1')`, by name too: the parts of a version that is kept as a tuple. */
function partsOf(node: Node | undefined, names: Names, seen: Seen): string[] | undefined {
  if (node?.type === 'identifier') {
    const bindings = names.bindings.filter(({ target }) => target.text === node.text);
    const [binding] = bindings;
    if (bindings.length !== 1 || seen.has(node.text) || binding?.conditional !== false) {
      return undefined;
    }
    return partsOf(binding.value, names, new Set([...seen, node.text]));
  }
  if (node?.type !== 'tuple' && node?.type !== 'list' && node?.type !== 'expression_list') {
    return undefined;
  }
  const parts = childrenOf(node).map((one) =>
    one.type === 'integer' && /^\d+$/.test(one.text) ? one.text : literalText(one),
  );
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts : undefined;
}

/** What `'.'.join` puts together: a list, `map(str, names)` or `str(one) for one in names`. */
function joinedByDots(call: Node): Node | undefined {
  const called = call.childForFieldName('function');
  const given = call.childForFieldName('arguments');
  if (called?.type !== 'attribute' || called.childForFieldName('attribute')?.text !== 'join') {
    return undefined;
  }
  const separator = called.childForFieldName('object');
  if (given === null || separator === null || literalText(separator) !== '.') return undefined;
  if (given.type === 'generator_expression') return eachAsText(given);
  const [only, ...more] = childrenOf(given);
  if (only === undefined || more.length > 0) return undefined;
  if (only.type === 'list_comprehension') return eachAsText(only);
  return only.type === 'call' ? mappedToText(only) : only;
}

function mappedToText(call: Node): Node | undefined {
  const given = call.childForFieldName('arguments');
  const [what, source, ...more] = given === null ? [] : childrenOf(given);
  const isMap = call.childForFieldName('function')?.text === 'map' && what?.text === 'str';
  return isMap && more.length === 0 ? source : undefined;
}

function eachAsText(comprehension: Node): Node | undefined {
  const [body, clause, ...more] = childrenOf(comprehension);
  const name = clause?.childForFieldName('left')?.text ?? '';
  const isPlain = body?.text === `str(${name})` && clause?.type === 'for_in_clause';
  return isPlain && more.length === 0
    ? (clause.childForFieldName('right') ?? undefined)
    : undefined;
}

/** The text of a string literal without bytes, formatting or escapes; undefined for anything else. */
function literalText(node: Node): string | undefined {
  const children = childrenOf(node);
  if (node.type === 'parenthesized_expression') {
    return children.length === 1 ? children.map(literalText)[0] : undefined;
  }
  if (node.type === 'concatenated_string') {
    const parts = children.map(literalText);
    return parts.includes(undefined) ? undefined : parts.join('');
  }
  const [start, ...content] = children;
  if (node.type !== 'string' || start === undefined || /[bf]/i.test(start.text)) return undefined;
  content.pop();
  const plain = content.every(
    (part) => part.type === 'string_content' && childrenOf(part).length === 0,
  );
  return plain ? content.map(({ text }) => text).join('') : undefined;
}

export const unverified = (because: string): PythonValue => ({ kind: 'unverified', because });
