import type { Position, TextEdit } from '@flightline/core/errors';

/** A text as editors see it, and what its file has beside. */
export interface FileText {
  /** Without a byte order mark. */
  text: string;
  hasMark: boolean;
  lineEnd: '\n' | '\r\n';
}

/** A replacement by offsets in UTF-16 code units. */
export interface Edit {
  start: number;
  end: number;
  newText: string;
}

const MARK = '\uFEFF';

/** Takes decoded bytes apart. A file whose first line ends as on Windows is one whose lines do. */
export function fileText(decoded: string): FileText {
  const hasMark = decoded.startsWith(MARK);
  const text = hasMark ? decoded.slice(MARK.length) : decoded;
  return { text, hasMark, lineEnd: /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n' };
}

/** What to write into the file. */
export const withMark = (text: string, { hasMark }: FileText): string =>
  hasMark ? `${MARK}${text}` : text;

/** Undefined for a range that is not in the text, or that ends before it starts. */
export function offsetsIn(
  text: string,
  { start, end }: TextEdit['range'],
): Pick<Edit, 'start' | 'end'> | undefined {
  const lines = text.split('\n');
  const offsets = [offsetOf(lines, start), offsetOf(lines, end)] as const;
  const [first, last] = offsets;
  return first === undefined || last === undefined || last < first
    ? undefined
    : { start: first, end: last };
}

function offsetOf(lines: readonly string[], { line, column }: Position): number | undefined {
  const own = lines[line - 1];
  if (own === undefined || column < 1 || column - 1 > own.length) return undefined;
  const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return before + column - 1;
}

/** True when the order of two edits would matter: common text, or both insert at one place. */
export function overlap(a: Edit, b: Edit): boolean {
  const bothInsert = a.start === a.end && b.start === b.end;
  return bothInsert ? a.start === b.start : a.start < b.end && b.start < a.end;
}

/** Makes edits that do not overlap. */
export function replace(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts = ordered.map(({ start, newText }, index) => [
    text.slice(ordered[index - 1]?.end ?? 0, start),
    newText,
  ]);
  return [...parts.flat(), text.slice(ordered.at(-1)?.end ?? 0)].join('');
}
