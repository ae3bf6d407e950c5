import type { Entry, FoundLease } from '@flightline/core/leases';

/** The way into the newest living machine of a box that belongs to a workspace. */
export function pickEntry(
  found: readonly FoundLease[],
  box: string,
  workspace: string,
): Entry | undefined {
  const [newest] = found
    .filter(({ state }) => state === 'alive')
    .map(({ lease }) => lease)
    .filter((lease) => lease.box === box && lease.workspace === workspace)
    .flatMap(({ entry, takenAt }) => (entry === null ? [] : [{ entry, takenAt }]))
    .sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  return newest?.entry;
}
