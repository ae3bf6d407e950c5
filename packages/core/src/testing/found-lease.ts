import type { FoundLease, Lease } from '../leases';

/**
 * A lease that `findLeases` could find: of a machine of the box 'one', left up in '/workspace', but for what a spec is
 * about. Its file and its runtime folder follow from the id.
 */
export function foundLease(
  change: Partial<Lease> = {},
  state: FoundLease['state'] = 'alive',
): FoundLease {
  const { id = 'm-1' } = change;
  return {
    file: `/cache/flightline/machines/${id}/lease.json`,
    state,
    why: `It is ${state}.`,
    lease: {
      ...{ schemaVersion: 1, id, box: 'one', purpose: 'debug', workspace: '/workspace', uid: 1000 },
      ...{ takenAt: '2026-01-02T11:00:00.000Z', deadline: '2026-01-02T13:00:00.000Z' },
      ...{ owner: null, keeper: null, machine: null, runtime: `/run/flightline/${id}` },
      ...{ evidence: null, entry: null },
      ...change,
    },
  };
}
