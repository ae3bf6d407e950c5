import { dirname, join } from 'node:path';
import type { Node, Parser } from 'web-tree-sitter';
import type { Position, Range } from '../source';

let parser: Promise<Parser> | undefined;

async function loadParser(): Promise<Parser> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const folder = dirname(require.resolve('tree-sitter-python/package.json'));
  const python = await Language.load(join(folder, 'tree-sitter-python.wasm'));
  return new Parser().setLanguage(python);
}

/** Trees live in the memory of the WebAssembly module, which nobody collects. */
export async function withTree<T>(text: string, use: (root: Node) => T): Promise<T> {
  parser ??= loadParser();
  const tree = (await parser).parse(text);
  if (tree === null) throw new Error('The Python parser gave no tree.');
  try {
    return use(tree.rootNode);
  } finally {
    tree.delete();
  }
}

const SCOPES: readonly string[] = ['function_definition', 'class_definition', 'lambda'];

/** The statements of one type that the import of the module executes, those under conditions too. */
export function statementsOf(root: Node, type: string): Node[] {
  return childrenOf(root).flatMap((child) =>
    SCOPES.includes(child.type) ? [] : child.type === type ? [child] : statementsOf(child, type),
  );
}

export function firstMistake(node: Node): Node | undefined {
  if (!node.hasError) return undefined;
  if (node.isError || node.isMissing) return node;
  return node.children.flatMap((child) => firstMistake(child) ?? [])[0];
}

export const childrenOf = (node: Node): Node[] =>
  node.namedChildren.filter(({ type }) => type !== 'comment');

export const isConditional = (statement: Node): boolean => statement.parent?.type !== 'module';

export const rangeOf = ({ startPosition, endPosition }: Node): Range => ({
  start: { line: startPosition.row + 1, column: startPosition.column + 1 },
  end: { line: endPosition.row + 1, column: endPosition.column + 1 },
});

export const positionOf = (node: Node): Position => rangeOf(node).start;
