import { formatDuration } from '@flightline/core/events';
import type { FoundLease } from '@flightline/core/leases';
import type { VmReapExecutorSchema } from './schema';

/** What is to become of one lease, and why; `ageMs` counts from when it was taken. */
export interface Fate {
  found: FoundLease;
  because: string;
  ageMs: number;
  end: boolean;
}

const HOUR_MS = 3_600_000;

/** Decides for each lease whether it is ended; oldest first. */
export function planReap(
  found: readonly FoundLease[],
  { all, olderThan }: Pick<VmReapExecutorSchema, 'all' | 'olderThan'>,
  now: Date,
): Fate[] {
  return found
    .map((one) => {
      const ageMs = now.getTime() - Date.parse(one.lease.takenAt);
      // The first that holds decides.
      const reasons: readonly (readonly [holds: boolean, end: boolean, because: string])[] = [
        [one.state === 'elsewhere', false, one.why],
        [one.state === 'gone', true, one.why],
        [
          olderThan !== undefined && ageMs > olderThan * HOUR_MS,
          true,
          `It is older than ${formatDuration((olderThan ?? 0) * HOUR_MS)}.`,
        ],
        [all === true, true, `All are to end. ${one.why}`],
      ];
      const [, end, because] = reasons.find(([holds]) => holds) ?? [true, false, one.why];
      return { found: one, ageMs, end, because };
    })
    .sort((a, b) => b.ageMs - a.ageMs);
}
