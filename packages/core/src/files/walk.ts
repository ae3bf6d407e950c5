import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../errors';
import type { Ignored } from './ignored';

export interface Walk {
  /** Regular files, relative to the workspace, in the order of their code units. */
  files: readonly string[];
  /** Folders that could not be looked into. */
  problems: readonly Problem[];
}

/**
 * All regular files below a folder of the workspace that are not left out. Links are not followed, so there are no
 * loops.
 * @param folder relative to the workspace; '' is the workspace itself
 */
export function walk(workspaceRoot: string, folder: string, isLeftOut: Ignored): Walk {
  const files: string[] = [];
  const problems: Problem[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const entries = entriesOf(join(workspaceRoot, next));
    if ('because' in entries) problems.push({ file: next, message: entries.because });
    else {
      for (const entry of entries.found) {
        const path = next === '' ? entry.name : `${next}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!isLeftOut(`${path}/`)) open.push(path);
        } else if (entry.isFile() && !isLeftOut(path)) files.push(path);
      }
    }
  }
  return { files: files.sort(), problems };
}

function entriesOf(path: string): { found: readonly Dirent[] } | { because: string } {
  try {
    return { found: readdirSync(path, { withFileTypes: true }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Somebody else may take a folder away meanwhile.
    return code === 'ENOENT' ? { found: [] } : { because: message };
  }
}
