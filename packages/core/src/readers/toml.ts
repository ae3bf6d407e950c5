// The parser is written for linters: it reads all of TOML 1.0 and keeps the place of every key and value, which
// the usual readers throw away. It is ESM-only, so it comes by dynamic import.
import type { AST, ParseError } from 'toml-eslint-parser';
import {
  type KeyPath,
  type Position,
  type SourceDocument,
  lookUp,
  readText,
  unreadable,
} from './source';

export type { SourceDocument } from './source';

/** Reads a TOML file; `file` is how messages name it. Raises FILE_UNREADABLE with line and column. */
export function readToml(path: string, file = path): Promise<SourceDocument> {
  return parseToml(readText(path, file), file);
}

/** As `readToml`, for a text that has been read. */
export async function parseToml(text: string, file: string): Promise<SourceDocument> {
  const { getStaticTOMLValue, parseTOML } = await import('toml-eslint-parser');
  const tree = parseOrRefuse(() => parseTOML(text), file);
  const data = getStaticTOMLValue(tree);
  const positions = new Map<string, Position>();
  for (const [path, node] of entriesOf(tree.body[0].body, [])) {
    positions.set(JSON.stringify(path), positionOf(node));
  }
  return {
    file,
    value: (path) => lookUp(data, path),
    position: (path) => positions.get(JSON.stringify(path)),
  };
}

function parseOrRefuse(parse: () => AST.TOMLProgram, file: string): AST.TOMLProgram {
  try {
    return parse();
  } catch (error) {
    if (!isParseError(error)) throw error;
    const { lineNumber: line, column, message } = error;
    throw unreadable(file, [{ file, line, column: column + 1, message: `${message}.` }]);
  }
}

function isParseError(error: unknown): error is ParseError {
  return error instanceof SyntaxError && 'lineNumber' in error;
}

type Entry = readonly [path: KeyPath, node: AST.TOMLNode];

function entriesOf(
  nodes: readonly (AST.TOMLTable | AST.TOMLKeyValue)[],
  path: KeyPath,
): readonly Entry[] {
  return nodes.flatMap((node): readonly Entry[] => {
    if (node.type === 'TOMLTable') {
      return [[node.resolvedKey, node], ...entriesOf(node.body, node.resolvedKey)];
    }
    const keys = node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
    return valueEntries(node.value, [...path, ...keys]);
  });
}

function valueEntries(node: AST.TOMLContentNode, path: KeyPath): readonly Entry[] {
  switch (node.type) {
    case 'TOMLInlineTable':
      return [[path, node], ...entriesOf(node.body, path)];
    case 'TOMLArray':
      return [
        [path, node],
        ...node.elements.flatMap((element, index) => valueEntries(element, [...path, index])),
      ];
    default:
      return [[path, node]];
  }
}

const positionOf = ({ loc }: AST.TOMLNode): Position => ({
  line: loc.start.line,
  column: loc.start.column + 1,
});
