import type { BoxOptions, Timeouts } from '@flightline/core/model';
import type { DriverFacts } from '../../drivers';

/** Without hardware help a guest takes several times as long; its time limits are stretched by this. */
export const EMULATION_FACTOR = 4;

/** An image is built or fetched once per host, so its time counts in no other limit. */
export const IMAGE_TIMEOUT_MS = 30 * 60_000;

/** The limit of one phase, in ms, and in words where it is not the phase's own. */
export type Limits = (phase: 'boot' | 'prepare' | 'push' | 'run' | 'collect') => {
  timeout: number;
  limitText?: string;
};

/**
 * The time limits from now on; `waited` says how long, in ms, the run has waited for others, which counts in none. The
 * total ends a phase early; what a run left is always collected.
 */
export function limitsFrom(
  facts: DriverFacts | undefined,
  timeouts: Timeouts,
  waited: () => number,
): Limits {
  const stretch = 1000 * (facts?.emulated === true ? EMULATION_FACTOR : 1);
  const total = timeouts.total * stretch;
  const totalEnds = performance.now() - waited() + total;
  return (phase) => {
    const own = timeouts[phase] * stretch;
    const left = Math.max(1, totalEnds + waited() - performance.now());
    if (phase === 'collect' || own <= left) return { timeout: own };
    return { timeout: left, limitText: `what was left of the run's total of ${total / 1000} s` };
  };
}

/** What checks, transfers and clean-up may add to a run beside its limits, in ms. */
const MARGIN_MS = 15 * 60_000;

/** When a keeper may take a run for hung that waits for nobody from now on: later than any limit of its own can end it. */
export function deadlineOf({ timeouts, retries }: BoxOptions): Date {
  const { total, collect } = timeouts;
  const attempt = IMAGE_TIMEOUT_MS + (total + collect) * 1000 * EMULATION_FACTOR;
  return new Date(Date.now() + (1 + retries) * attempt + MARGIN_MS);
}
