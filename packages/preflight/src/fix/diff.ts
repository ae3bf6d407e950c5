import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { createColors } from 'picocolors';
import type { Change } from './plan';

/** Lines of context, as `git diff` shows. */
const CONTEXT = 3;

const paint = createColors(true);

const LOOKS: readonly (readonly [start: string, look: (line: string) => string])[] = [
  ['--- ', paint.bold],
  ['+++ ', paint.bold],
  ['@@', paint.cyan],
  ['+', paint.green],
  ['-', paint.red],
];

/** The changes as a unified diff, line by line and painted. */
export function renderDiff(changes: readonly Change[]): string[] {
  return changes.flatMap(({ file, before, after }) => {
    const names = [`a/${file}`, `b/${file}`] as const;
    const patch = structuredPatch(...names, before.text, after, undefined, undefined, {
      context: CONTEXT,
    });
    const lines = formatPatch(patch, FILE_HEADERS_ONLY).replace(/\n$/, '').split('\n');
    return lines.map((line) => LOOKS.find(([start]) => line.startsWith(start))?.[1](line) ?? line);
  });
}
