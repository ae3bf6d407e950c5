import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '@flightline/core/evidence';
import type { ImageContext } from '../image';
import { type FileState, looksUntouched, readState } from './file-state';

/**
 * The digest of a file outside the store. A disk has gigabytes, so its digest is kept until size, time of change
 * or inode differ.
 */
export async function rememberedDigest(
  path: string,
  {
    cacheDir,
    signal,
    onProgress,
    thorough,
  }: Pick<ImageContext, 'cacheDir' | 'signal' | 'onProgress' | 'thorough'>,
): Promise<string> {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const memory = join(cacheDir, 'images', 'digests', `${name}.json`);
  const known = readMemory(memory);
  if (thorough !== true && known !== undefined && looksUntouched(path, known)) return known.digest;
  onProgress({ detail: `reading ${path}` });
  const state = await readState(path, signal);
  writeFileAtomically(memory, `${JSON.stringify({ path, ...state })}\n`);
  return state.digest;
}

/** What cannot be read is not remembered. */
function readMemory(path: string): FileState | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as FileState;
  } catch {
    return undefined;
  }
}
