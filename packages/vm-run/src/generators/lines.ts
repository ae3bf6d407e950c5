// Files that are lists of lines, such as .gitignore: a generator adds what is missing and leaves the rest.
import { posix } from 'node:path';
import type { Workspace } from './workspace';

/** The file with the lines it lacks, or nothing when it has them all. */
export function withLines(
  workspace: Pick<Workspace, 'text'>,
  path: string,
  lines: readonly string[],
): Record<string, string> {
  const current = workspace.text(path) ?? '';
  const missing = missingLines(current, lines);
  if (missing.length === 0) return {};
  const head = current === '' || current.endsWith('\n') ? current : `${current}\n`;
  return { [path]: `${head}${missing.join('\n')}\n` };
}

/** The line of a .gitignore or .nxignore that means one file and no other of its name. */
export function lineOf(path: string): string {
  return `/${escaped(path)}`;
}

/** A path as a pattern that means it and nothing else. */
export function escaped(path: string): string {
  return path.replace(/[\\*?[\]]/g, '\\$&');
}

/** Those of the lines that a file lacks; a line about a folder speaks for what lies in it. */
function missingLines(text: string, lines: readonly string[]): string[] {
  const present = new Set(text.split('\n').map(bare));
  const covered = (path: string): boolean =>
    present.has(path) || (path.includes('/') && covered(posix.dirname(path)));
  return lines.filter((line) => !covered(bare(line)));
}

function bare(line: string): string {
  return line.trim().replace(/^\/|\/$/g, '');
}
