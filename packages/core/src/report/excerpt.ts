import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import type { Problem } from '../errors';

/** Beyond this many bytes of a file nothing is quoted. */
const LIMIT = 1024 * 1024;

/** What of a line is shown, in UTF-16 code units, and how much of that before the place. */
const WIDTH = 100;
const BEFORE = 60;

/** Quotes the line of a problem, with a caret below its column. Empty where there is nothing to quote. */
export type Quote = (problem: Problem) => string[];

/** Quotes from the files of a workspace. Each is read once, and what cannot be read is not quoted. */
export function quoteFrom(workspaceRoot: string): Quote {
  const files = new Map<string, readonly string[]>();
  return ({ file, line, column }) => {
    if (file === undefined || line === undefined) return [];
    const lines = files.get(file) ?? linesOf(join(workspaceRoot, file));
    files.set(file, lines);
    const text = lines[line - 1];
    return text === undefined || text.trim() === '' ? [] : quote(text, line, column);
  };
}

/** Lines that stand in the first part of a file, without one that goes beyond it; none of a file that is no text. */
function linesOf(path: string): string[] {
  try {
    // To open a pipe would wait for somebody to write into it.
    if (!statSync(path).isFile()) return [];
    const bytes = startOf(path);
    const lines = new TextDecoder('utf-8', { fatal: bytes.length < LIMIT })
      .decode(bytes)
      .split(/\r\n|\n|\r/);
    if (lines.some((line) => line.includes('\0'))) return [];
    return bytes.length < LIMIT ? lines : lines.slice(0, -1);
  } catch {
    return [];
  }
}

function startOf(path: string): Buffer {
  const bytes = Buffer.alloc(LIMIT);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, LIMIT, 0));
  } finally {
    closeSync(file);
  }
}

function quote(text: string, line: number, column: number | undefined): string[] {
  const from = column === undefined || text.length <= WIDTH ? 0 : Math.max(0, column - 1 - BEFORE);
  const shown = text.slice(from, from + WIDTH);
  const first = `${line} | ${shown.replaceAll('\t', ' ')}`;
  if (column === undefined || column - 1 > text.length) return [first];
  const margin = ' '.repeat(String(line).length);
  return [first, `${margin} | ${' '.repeat(Math.max(0, column - 1 - from))}^`];
}
