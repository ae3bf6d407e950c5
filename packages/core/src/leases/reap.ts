import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { endLease, removeFolder } from '../../bin/end-lease.js';
import { type FoundLease, findLeases, findStrays } from './find-leases';
import type { Lease } from './lease';

/** What was ended, or resisted. */
export interface Reaped {
  /** Absent for a folder that no lease tells of. */
  lease?: Lease;
  /** Lease file or folder. */
  path: string;
  /** A sentence. */
  because: string;
  /** What resisted, as a sentence. */
  error?: string;
}

const LOOK_MS = 200;

/**
 * Ends, one after the other, what nobody else will end any more: leases that are `gone`, and stray folders. What is
 * alive or elsewhere is not touched. One that resists stops no other; never rejects. Waits up to 15 s for a keeper that
 * is about to do it.
 */
export async function reap(cacheDir: string, runtimeDir: string): Promise<Reaped[]> {
  const reaped: Reaped[] = [];
  for (const found of findLeases(cacheDir).filter(({ state }) => state === 'gone')) {
    const { lease, file: path, why: because } = found;
    reaped.push({ lease, path, because, ...(await attempt(() => endPatiently(found))) });
  }
  for (const path of findStrays(cacheDir, runtimeDir)) {
    const because = 'There is no lease for it.';
    reaped.push({ path, because, ...(await attempt(() => removeFolder(path))) });
  }
  return reaped;
}

/**
 * Ends a lease as `endLease` does, and raises what that raises. A keeper that is about to do it gets its time first:
 * `patienceMs`. `because` goes into evidence that is still open.
 */
export async function endPatiently(
  { file, why, patienceMs = 0 }: Pick<FoundLease, 'file' | 'why' | 'patienceMs'>,
  because = why,
): Promise<void> {
  for (let waited = 0; waited < patienceMs && existsSync(file); waited += LOOK_MS)
    await sleep(LOOK_MS);
  await endLease(file, because);
}

async function attempt(act: () => Promise<void> | void): Promise<Pick<Reaped, 'error'>> {
  try {
    await act();
    return {};
  } catch (error) {
    return { error: (error as Error).message };
  }
}
