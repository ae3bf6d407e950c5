import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until there is something to see, every `everyMs`; undefined when there is nothing in time. */
export async function soon<T>(
  limitMs: number,
  look: () => T | undefined | Promise<T | undefined>,
  everyMs = 10,
): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined || performance.now() > end) return seen;
    await sleep(everyMs);
  }
}
