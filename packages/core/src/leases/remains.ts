import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endLease, removeFolder } from '../../bin/end-lease.js';
import { type FoundLease, findLeases, strayFolders } from './find-leases';
import type { Lease } from './lease';

/** What is to go. */
export interface Remains {
  /** Lease file, or folder that no lease tells of. */
  path: string;
  /** Why, as a sentence; it goes into evidence that is still open. */
  because: string;
  /** Absent for a folder. */
  lease?: Lease;
  /** A keeper is about to end it; how long that is waited for, in ms. */
  patienceMs?: number;
}

const LOOK_MS = 200;

/** A lease as what is to go. */
export function remainsOf(found: FoundLease, because = found.why): Remains {
  const { file: path, lease, patienceMs } = found;
  return { path, because, lease, ...(patienceMs === undefined ? {} : { patienceMs }) };
}

/** Folders that no lease tells of any more. */
export function findStrays(cacheDir: string, runtimeDir: string): Remains[] {
  const because = 'There is no lease for it.';
  return strayFolders(cacheDir, runtimeDir).map((path) => ({ path, because }));
}

/** What nobody else will end any more: leases that are `gone`, and stray folders. */
export function findRemains(cacheDir: string, runtimeDir: string): Remains[] {
  const gone = findLeases(cacheDir).filter(({ state }) => state === 'gone');
  return [...gone.map((found) => remainsOf(found)), ...findStrays(cacheDir, runtimeDir)];
}

/**
 * Ends a lease as `endLease` does, after the keeper had its time to do so, or removes a folder. Resolves to what
 * resisted, as a sentence, or to undefined; never rejects.
 */
export async function endRemains(remains: Remains): Promise<string | undefined> {
  try {
    if (remains.lease === undefined) removeFolder(remains.path);
    else await endPatiently(remains);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function endPatiently({ path, because, patienceMs = 0 }: Remains): Promise<void> {
  for (let waited = 0; waited < patienceMs && existsSync(path); waited += LOOK_MS)
    await sleep(LOOK_MS);
  await endLease(path, because);
}
