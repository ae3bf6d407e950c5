// The function that makes clean environments, as its text shows it. What it has to do follows from what launchers of
// frozen programs do: they keep what they replace as `<NAME>_ORIG`, and only if it was set.
import type { Node } from 'web-tree-sitter';
import { childrenOf, positionOf } from '../python/tree';
import type { Position } from '../source';
import { PRIVATE, lastName } from './environment';
import { type ModuleView, textOf } from './module-view';
import { isWithin, nameOfDefinition } from './scope';

/** A definition of the sanitiser, and what it fails to do. */
export interface Sanitiser extends Position {
  flaws: readonly string[];
}

export function sanitisersIn(root: Node, view: ModuleView, name: string): Sanitiser[] {
  return view.functions
    .filter((one) => nameOfDefinition(one) === name)
    .map((one) => ({ ...positionOf(one), flaws: flawsOf(one, root, view) }));
}

function flawsOf(definition: Node, root: Node, view: ModuleView): string[] {
  const texts = textsOf(definition, root, view);
  const inside = (one: Node) => isWithin(one, definition);
  const restores = texts.some((text) => text.includes('_ORIG'));
  const deletes =
    view.calls
      .filter(inside)
      .some((one) => lastName(one.childForFieldName('function')) === 'pop') ||
    nodesOf(definition).some(({ type }) => type === 'delete_statement');
  const missing = PRIVATE.filter((variable) => !texts.includes(variable));
  return [
    ...(restores ? [] : ['It does not restore what launchers keep as <NAME>_ORIG.']),
    ...(deletes ? [] : ['It deletes nothing, and what was not set before has to go.']),
    ...(missing.length === 0 ? [] : [`It leaves ${missing.join(', ')}.`]),
  ];
}

/** Texts in the function, and in what the module calls by names that stand in it. */
function textsOf(definition: Node, root: Node, view: ModuleView): string[] {
  const nodes = nodesOf(definition);
  const names = new Set(nodes.filter(({ type }) => type === 'identifier').map(({ text }) => text));
  const used = view.assignments.filter((one) => {
    const target = one.childForFieldName('left');
    return (
      target?.type === 'identifier' && names.has(target.text) && one.parent?.parent?.id === root.id
    );
  });
  return [...nodes, ...used.flatMap(nodesOf)].flatMap((node) => {
    const text = textOf(node);
    return text === undefined ? (node.type === 'string_content' ? [node.text] : []) : [text];
  });
}

function nodesOf(node: Node): Node[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)];
}
