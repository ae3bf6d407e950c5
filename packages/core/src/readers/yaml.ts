import { LineCounter, isNode, parseDocument } from 'yaml';
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

/** Reads a YAML or JSON file; `file` is how messages name it. Raises FILE_UNREADABLE with every mistake. */
export function readYaml(path: string, file = path): SourceDocument {
  return parseYaml(readText(path, file), file);
}

/** As `readYaml`, for a text that has been read. */
export function parseYaml(text: string, file: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    throw unreadable(
      file,
      document.errors.map(({ message, pos: [start] }) => ({ file, ...positionAt(start), message })),
    );
  }
  const data = toData(() => document.toJS(), file);
  const range = (path: KeyPath): Range | undefined => {
    const node = document.getIn(path, true);
    if (!isNode(node) || !node.range) return undefined;
    const [start, end] = node.range;
    return { start: positionAt(start), end: positionAt(end) };
  };
  return {
    file,
    value: (path) => lookUp(data, path),
    position: (path) => range(path)?.start,
    range,
  };
}

/** A text without mistakes may still name itself so often that its data would fill the memory. */
function toData(convert: () => unknown, file: string): unknown {
  try {
    return convert();
  } catch (error) {
    throw unreadable(file, [{ file, message: `${(error as Error).message}.` }]);
  }
}
