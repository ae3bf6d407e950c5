import { chmodSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { writeFileAtomically } from '@flightline/core/evidence';
import type { Change, ReadForEdit } from './plan';
import { fileText, withMark } from './text';

/** Files of a workspace as texts to edit. Refuses links, what lies outside, and what is no UTF-8. */
export function readFrom(workspaceRoot: string): ReadForEdit {
  return (file) => {
    const path = join(workspaceRoot, file);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return { refused: 'does not exist.' };
    if (!found.isFile()) return { refused: 'is no regular file.' };
    if (isOutside(workspaceRoot, path)) return { refused: 'is not in the workspace.' };
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      return fileText(decoder.decode(readFileSync(path)));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return {
        refused:
          code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
            ? 'is not UTF-8.'
            : `cannot be read: ${message}`,
      };
    }
  };
}

/** Also through a folder on the way that is a link. */
function isOutside(workspaceRoot: string, path: string): boolean {
  const way = relative(realpathSync(workspaceRoot), realpathSync(dirname(path)));
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

/** Writes the files anew, each at once and with the permissions it has. */
export function applyChanges(changes: readonly Change[], workspaceRoot: string): void {
  for (const { file, before, after } of changes) {
    const path = join(workspaceRoot, file);
    const { mode } = statSync(path);
    writeFileAtomically(path, withMark(after, before));
    chmodSync(path, mode);
  }
}
