// Python is parsed and never run: a release check must not execute the product, and need no Python. The grammar
// is WebAssembly and is loaded with the first file (about 30 ms).
import { dirname, join } from 'node:path';
import type { Node, Parser } from 'web-tree-sitter';
import { type Position, readText } from './source';

/** One assignment at the top of a module, in if, try or with blocks too. */
export interface PythonAssignment extends Position {
  name: string;
  /** What is assigned, as it stands in the file. */
  expression: string;
  /** `text` is the value of a plain string literal; `unverified`: only running the module would tell. */
  value: { kind: 'text'; text: string } | { kind: 'unverified'; because: string };
}

export interface PythonModule {
  readonly file: string;
  /** Where the parser lost its way. Every assignment of such a file is unverified, and some may be missing. */
  readonly syntaxError: Position | undefined;
  /** All assignments to a name, in the order of the file. Functions and classes are not looked into. */
  assignments(name: string): readonly PythonAssignment[];
}

/** Reads a Python file; `file` is how messages name it. Raises FILE_UNREADABLE, but not for a syntax error. */
export function readPython(path: string, file = path): Promise<PythonModule> {
  return parsePython(readText(path, file), file);
}

/** As `readPython`, for a text that has been read. */
export async function parsePython(text: string, file: string): Promise<PythonModule> {
  const { syntaxError, found } = await withTree(text, (root) => {
    const mistake = firstMistake(root);
    return {
      syntaxError: mistake && positionOf(mistake),
      found: statementsOf(root).flatMap(assignmentsOf),
    };
  });
  const trusted = syntaxError === undefined ? found : found.map(distrust(syntaxError));
  return { file, syntaxError, assignments: (name) => trusted.filter((one) => one.name === name) };
}

/** The parser guesses where a broken statement ends, so nothing else in its file can be trusted. */
const distrust =
  ({ line }: Position) =>
  (one: PythonAssignment): PythonAssignment => ({
    ...one,
    value: unverified(`The file has a syntax error in line ${line}.`),
  });

let parser: Promise<Parser> | undefined;

async function loadParser(): Promise<Parser> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const folder = dirname(require.resolve('tree-sitter-python/package.json'));
  const python = await Language.load(join(folder, 'tree-sitter-python.wasm'));
  return new Parser().setLanguage(python);
}

/** Trees live in the memory of the WebAssembly module, which nobody collects. */
async function withTree<T>(text: string, use: (root: Node) => T): Promise<T> {
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

function statementsOf(root: Node): Node[] {
  return childrenOf(root).flatMap((child) =>
    SCOPES.includes(child.type)
      ? []
      : child.type === 'expression_statement'
        ? [child]
        : statementsOf(child),
  );
}

function assignmentsOf(statement: Node): PythonAssignment[] {
  const conditional = statement.parent?.type !== 'module';
  return childrenOf(statement)
    .flatMap(bindingsOf)
    .map(({ target, value }) => ({
      name: target.text,
      ...positionOf(target),
      expression: value?.text ?? '',
      value: conditional ? unverified('It is assigned under a condition.') : valueOf(value),
    }));
}

interface Binding {
  target: Node;
  value: Node | undefined;
}

/** Pairs each name with its value: `a = 'x'`, `a: str = 'x'`, `a = b = 'x'`, `a, b = 'x', 'y'`. */
function bindingsOf(node: Node): Binding[] {
  const target = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (target === null || right === null) return [];
  if (node.type === 'augmented_assignment') return pair(target, undefined);
  if (node.type !== 'assignment') return [];
  if (right.type !== 'assignment') return pair(target, right);
  return [...pair(target, lastValue(right)), ...bindingsOf(right)];
}

function lastValue(chain: Node): Node | undefined {
  const right = chain.childForFieldName('right') ?? undefined;
  return right?.type === 'assignment' ? lastValue(right) : right;
}

const TARGET_LISTS: readonly string[] = ['pattern_list', 'tuple_pattern', 'list_pattern'];
const VALUE_LISTS: readonly string[] = ['expression_list', 'tuple', 'list'];

function pair(target: Node, value: Node | undefined): Binding[] {
  if (target.type === 'identifier') return [{ target, value }];
  if (!TARGET_LISTS.includes(target.type)) return [];
  const targets = childrenOf(target);
  const values = value !== undefined && VALUE_LISTS.includes(value.type) ? childrenOf(value) : [];
  const matched = targets.length === values.length && ![...targets, ...values].some(isSplat);
  return targets.flatMap((one, index) => pair(one, matched ? values[index] : undefined));
}

const isSplat = ({ type }: Node) => type === 'list_splat' || type === 'list_splat_pattern';

function valueOf(node: Node | undefined): PythonAssignment['value'] {
  const text = node === undefined ? undefined : literalText(node);
  return text === undefined ? unverified('It is no plain string.') : { kind: 'text', text };
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

function firstMistake(node: Node): Node | undefined {
  if (!node.hasError) return undefined;
  if (node.isError || node.isMissing) return node;
  return node.children.flatMap((child) => firstMistake(child) ?? [])[0];
}

const childrenOf = (node: Node): Node[] =>
  node.namedChildren.filter(({ type }) => type !== 'comment');

const positionOf = ({ startPosition: { row, column } }: Node): Position => ({
  line: row + 1,
  column: column + 1,
});

const unverified = (because: string) => ({ kind: 'unverified' as const, because });
