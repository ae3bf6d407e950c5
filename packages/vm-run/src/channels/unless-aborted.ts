import { once } from 'node:events';

/** Waits for the work, but no longer than until the signal fires. Raises what the work raises. */
export async function unlessAborted(
  work: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) return;
  const over = new AbortController();
  const aborted = signal && once(signal, 'abort', { signal: over.signal }).catch(() => undefined);
  await (aborted === undefined ? work : Promise.race([work, aborted]));
  over.abort();
}
