// Two parsers, each for what it knows: smol-toml says what a value is and where a text is broken; the linter's
// parser, ESM-only and so loaded by dynamic import, says where each value stands.
import { TomlError, parse } from 'smol-toml';
import type { AST } from 'toml-eslint-parser';
import {
  type KeyPath,
  type Position,
  type Range,
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
  const data = parseOrRefuse(text, file);
  const { parseTOML } = await import('toml-eslint-parser');
  const ranges = new Map<string, Range>();
  for (const [path, node] of entriesOf(parseTOML(text).body[0].body, [])) {
    ranges.set(JSON.stringify(path), rangeOf(node));
  }
  const range = (path: KeyPath) => ranges.get(JSON.stringify(path));
  return {
    file,
    value: (path) => lookUp(data, path),
    position: (path) => range(path)?.start,
    range,
  };
}

function parseOrRefuse(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column, message } = error;
    // What follows the first line is a drawing of the place, which the position says already.
    const [reason = ''] = message.split('\n');
    throw unreadable(file, [
      { file, line, column, message: `${reason.replace(/^Invalid TOML document: /, '')}.` },
    ]);
  }
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

const rangeOf = ({ loc }: AST.TOMLNode): Range => ({
  start: positionOf(loc.start),
  end: positionOf(loc.end),
});

const positionOf = ({ line, column }: AST.Position): Position => ({ line, column: column + 1 });
