import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { matchesGlob } from '../../classify/place';
import { readTail } from './tail';

/** Lines of a followed file that are shown. */
const LINES = 15;
/** Folders are walked as far as this. */
const MAX_FILES = 20_000;

/** The end of the newest file below some folders that one of the globs matches: names hold the time they begin at. */
export async function followed(
  globs: readonly string[],
  folders: readonly string[],
): Promise<{ path: string; tail: string[] } | undefined> {
  const paths = folders.flatMap((folder) =>
    filesBelow(folder).filter((path) =>
      globs.some((glob) => matchesGlob(glob, relative(folder, path))),
    ),
  );
  const [newest] = paths.sort((a, b) => (nameOf(a) < nameOf(b) ? 1 : -1));
  return newest === undefined ? undefined : { path: newest, tail: await readTail(newest, LINES) };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function filesBelow(folder: string): string[] {
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
      // What a guest left as a link could point anywhere.
      else if (entry.isFile()) files.push(path);
    }
  }
  return files;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
