import type { Node } from 'web-tree-sitter';
import { childrenOf } from '../python/tree';

/** The function around a node, lambdas left out; undefined at the top of the module. */
export function functionAround(node: Node): Node | undefined {
  for (let above = node.parent; above !== null; above = above.parent) {
    if (above.type === 'function_definition') return above;
  }
  return undefined;
}

export function classAround(node: Node): Node | undefined {
  for (let above = node.parent; above !== null; above = above.parent) {
    if (above.type === 'class_definition') return above;
  }
  return undefined;
}

export const nameOfDefinition = (node: Node): string => node.childForFieldName('name')?.text ?? '';

export const isWithin = (node: Node, outer: Node): boolean =>
  node.startIndex >= outer.startIndex && node.endIndex <= outer.endIndex;

/** One parameter of a function, as callers see it. */
export interface Parameter {
  name: string;
  kind: 'plain' | 'keywords' | 'rest';
  /** Undefined for one that is only a keyword. */
  position: number | undefined;
  value: Node | undefined;
}

export function parametersOf(definition: Node): Parameter[] {
  const list = definition.childForFieldName('parameters');
  const parameters: Parameter[] = [];
  let position = 0;
  let isKeywordOnly = false;
  const isMethod =
    definition.parent?.parent?.type === 'class_definition' ||
    definition.parent?.parent?.parent?.type === 'class_definition';
  for (const [index, node] of (list === null ? [] : childrenOf(list)).entries()) {
    const text = (node.childForFieldName('name') ?? innermost(node)).text;
    if (index === 0 && isMethod && (text === 'self' || text === 'cls')) continue;
    const kind = kindOf(node);
    if (kind === 'separator') {
      isKeywordOnly = node.type === 'keyword_separator' || isKeywordOnly;
      continue;
    }
    const isPlain = kind === 'plain';
    parameters.push({
      name: text.replace(/^\*+/, ''),
      kind,
      position: isPlain && !isKeywordOnly ? position : undefined,
      value: node.childForFieldName('value') ?? undefined,
    });
    if (isPlain) position += 1;
    if (kind === 'rest') isKeywordOnly = true;
  }
  return parameters;
}

function kindOf(node: Node): Parameter['kind'] | 'separator' {
  const inner = node.type === 'typed_parameter' ? (childrenOf(node)[0] ?? node) : node;
  if (inner.type === 'dictionary_splat_pattern') return 'keywords';
  if (inner.type === 'list_splat_pattern') return 'rest';
  return inner.type === 'keyword_separator' || inner.type === 'positional_separator'
    ? 'separator'
    : 'plain';
}

function innermost(node: Node): Node {
  const [first] = childrenOf(node);
  return first === undefined || node.type === 'identifier' ? node : innermost(first);
}

/** What is given to a call. */
export interface Given {
  positional: readonly Node[];
  keywords: ReadonlyMap<string, Node>;
  /** What `**` spreads. */
  spread: readonly Node[];
  /** Whether a `*` makes places unsure. */
  isOpen: boolean;
}

export function givenTo(call: Node): Given {
  const list = call.childForFieldName('arguments');
  const nodes = list?.type === 'argument_list' ? childrenOf(list) : [];
  const keywords = new Map<string, Node>();
  for (const node of nodes.filter(({ type }) => type === 'keyword_argument')) {
    const [name, value] = [node.childForFieldName('name'), node.childForFieldName('value')];
    if (name !== null && value !== null) keywords.set(name.text, value);
  }
  const own = (type: string) => nodes.filter((node) => node.type === type);
  const others = ['keyword_argument', 'dictionary_splat', 'list_splat'];
  return {
    positional: nodes.filter(({ type }) => !others.includes(type)),
    keywords,
    spread: own('dictionary_splat').flatMap((node) => childrenOf(node)),
    isOpen: own('list_splat').length > 0,
  };
}
