import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const MAX_FILES = 10_000;

/**
 * The files below a folder that a box brought home, relative to it and sorted, 10,000 at most. A folder that does not
 * exist has none.
 */
export function filesBroughtHome(folder: string): string[] {
  const files: string[] = [];
  const pending = [folder];
  for (
    let next = pending.pop();
    next !== undefined && files.length < MAX_FILES;
    next = pending.pop()
  ) {
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) pending.push(path);
      // What a guest left as a link could point anywhere; it is left out.
      else if (entry.isFile()) files.push(relative(folder, path));
    }
  }
  return files.slice(0, MAX_FILES).sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
