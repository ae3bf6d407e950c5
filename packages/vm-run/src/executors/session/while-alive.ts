import type { Machine } from '../../drivers';

/** Fails as soon as the machine dies or the run is interrupted; nobody waits for a guest that is to be destroyed. */
export function whileAlive<T>(machine: Machine, signal: AbortSignal, work: Promise<T>): Promise<T> {
  const death = machine.died.then((because): never => {
    throw because;
  });
  const interruption = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Error('interrupted'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, death, interruption]);
}
