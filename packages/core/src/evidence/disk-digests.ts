import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileDigest, folderDigest } from './digest';
import type { FinishedResult } from './result';

/** Where the things stand that a box runs with; absolute paths. */
export interface Places {
  artifact: string;
  runner: string;
  /** Folder of the box project. */
  boxRoot: string;
}

/**
 * Reads the digests of what is on disk, null where there is nothing to read. Boxes share their artifact and
 * mostly their runner: one reader takes each digest once.
 */
export function diskDigests(): (places: Places) => Promise<FinishedResult['digests']> {
  const artifactOf = once((path) => folderDigest(path));
  const runnerOf = once((path) => fileDigest(path));
  return async ({ artifact, runner, boxRoot }) => ({
    artifact: await artifactOf(artifact),
    runner: await runnerOf(runner),
    image: await ifThere(() => lockedDigest(boxRoot)),
  });
}

/** The digest that image.lock.json records; null for an image that is built, whose bytes differ from host to host. */
function lockedDigest(boxRoot: string): string | null {
  const text = readFileSync(join(boxRoot, 'image.lock.json'), 'utf8');
  const lock = JSON.parse(text) as { files?: { disk?: { digest?: unknown } } } | null;
  const digest = lock?.files?.disk?.digest;
  return typeof digest === 'string' ? digest : null;
}

function once(digest: (path: string) => string | Promise<string>) {
  const known = new Map<string, Promise<string | null>>();
  return (path: string): Promise<string | null> => {
    const found = known.get(path) ?? ifThere(() => digest(path));
    known.set(path, found);
    return found;
  };
}

/** What cannot be read cannot be compared; who needs the file says so better than a digest could. */
async function ifThere<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code !== undefined)
      return null;
    throw error;
  }
}
