import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageContext } from '../image';
import { Passing, unreachable } from './failures';
import type { Limits } from './limits';

/** However much each attempt brings, at some time it is enough. */
const MOST_ATTEMPTS = 200;

/**
 * Tries until an attempt succeeds, with growing pauses. `progress` is asked after each failure: a growing number
 * makes the patience new. Raises IMAGE_UNREACHABLE at its end, and at once what is no Passing.
 */
export async function patiently<T>(
  url: string,
  attempt: () => Promise<T>,
  limits: Limits,
  { signal, onProgress }: Pick<ImageContext, 'signal' | 'onProgress'>,
  progress: () => number = () => 0,
): Promise<T> {
  let [vain, reached] = [0, progress()];
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      vain = progress() > reached ? 0 : vain + 1;
      reached = Math.max(reached, progress());
      if (vain >= limits.attempts || count >= MOST_ATTEMPTS) {
        throw unreachable(url, `${error.message} (attempt ${count})`, error);
      }
      const pause = limits.pauseMs * 2 ** Math.max(0, vain - 1);
      const wait = error.afterMs ?? Math.min(pause, limits.longestPauseMs);
      onProgress({ detail: `${error.message}; trying again in ${(wait / 1000).toFixed(1)} s` });
      await sleep(wait, undefined, { signal });
    }
  }
}
