import type { Node } from 'web-tree-sitter';
import { childrenOf, isConditional, statementsOf } from './tree';

/** A name that an assignment gives a value; undefined for one that only running the module would tell. */
export interface Binding {
  target: Node;
  value: Node | undefined;
  conditional: boolean;
}

/** A name that comes from another module. */
export interface Imported {
  target: Node;
  name: string;
  module: string;
  original: string;
}

export function bindingsIn(root: Node): Binding[] {
  return statementsOf(root, 'expression_statement').flatMap((statement) =>
    childrenOf(statement)
      .flatMap(pairsOf)
      .map((pair) => ({ ...pair, conditional: isConditional(statement) })),
  );
}

type Pair = Pick<Binding, 'target' | 'value'>;

/** Pairs each name with its value: `a = 'x'`, `a: str = 'x'`, `a = b = 'x'`, `a, b = 'x', 'y'`. */
function pairsOf(node: Node): Pair[] {
  const target = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (target === null || right === null) return [];
  if (node.type === 'augmented_assignment') return pair(target, undefined);
  if (node.type !== 'assignment') return [];
  if (right.type !== 'assignment') return pair(target, right);
  return [...pair(target, lastValue(right)), ...pairsOf(right)];
}

function lastValue(chain: Node): Node | undefined {
  const right = chain.childForFieldName('right') ?? undefined;
  return right?.type === 'assignment' ? lastValue(right) : right;
}

const TARGET_LISTS: readonly string[] = ['pattern_list', 'tuple_pattern', 'list_pattern'];
const VALUE_LISTS: readonly string[] = ['expression_list', 'tuple', 'list'];

function pair(target: Node, value: Node | undefined): Pair[] {
  if (target.type === 'identifier') return [{ target, value }];
  if (!TARGET_LISTS.includes(target.type)) return [];
  const targets = childrenOf(target);
  const values = value !== undefined && VALUE_LISTS.includes(value.type) ? childrenOf(value) : [];
  const matched = targets.length === values.length && ![...targets, ...values].some(isSplat);
  return targets.flatMap((one, index) => pair(one, matched ? values[index] : undefined));
}

const isSplat = ({ type }: Node) => type === 'list_splat' || type === 'list_splat_pattern';

/** `from ..about import version as name`; not what a `*` may bring. */
export function importsIn(root: Node): Imported[] {
  return statementsOf(root, 'import_from_statement').flatMap((statement) => {
    const module = statement.childForFieldName('module_name')?.text ?? '';
    return statement.childrenForFieldName('name').map((node) => {
      const original = node.childForFieldName('name') ?? node;
      const target = node.childForFieldName('alias') ?? node;
      return { target, name: target.text, module, original: original.text };
    });
  });
}
