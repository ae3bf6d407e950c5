import type { Reporter } from '@flightline/core/events';
import type { FoundLease } from '@flightline/core/leases';

export type EndLease = (found: FoundLease, because: string) => Promise<void>;

/** A lease to be ended, and the sentence that goes into evidence that is still open. */
export interface Ending {
  found: FoundLease;
  because: string;
}

/** Ends one lease after the other and says of each what became of it. True when all are gone; one that resists stops no other. */
export async function endLeases(
  endings: readonly Ending[],
  endLease: EndLease,
  reporter: Reporter,
): Promise<boolean> {
  let done = 0;
  let resisted = 0;
  for (const { found, because } of endings) {
    const { id, box: scope } = found.lease;
    const [phase, detail, total] = ['end', id, endings.length];
    reporter.emit({ type: 'progress', scope, phase, detail, done, total, unit: 'steps' });
    const failure = await endLease(found, because).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    done += 1;
    if (failure !== undefined) resisted += 1;
    const [level, message] =
      failure === undefined
        ? (['info', `The machine ${id} of '${scope}' is gone.`] as const)
        : (['warn', `The machine ${id} of '${scope}' could not be ended: ${failure}`] as const);
    reporter.emit({ type: 'notice', scope, level, message });
  }
  return resisted === 0;
}
