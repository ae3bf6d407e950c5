// Nx runs a task on a pseudo terminal of its own, gives it the size of the real one at its start and never again. Keys
// pass through it raw, so this is all that is missing. Nobody is told when a terminal of another session changes its
// size: hence it is looked at from time to time.
import { setTimeout as pause } from 'node:timers/promises';
import { type Runner, succeeded } from '@flightline/core/process';
import type { Terminals } from './terminals';

const EVERY_MS = 1000;

/**
 * Gives the own terminal the size of the outer one, again and again until the signal fires; the kernel then tells
 * whoever is in the foreground. Nothing happens when the two differ at the start: the own one is then only a part of
 * the screen, whose size is the business of who drew it. Raises nothing; a size that cannot be read ends it.
 */
export async function followSize(
  { own, outer }: Terminals,
  runner: Runner,
  signal: AbortSignal,
  everyMs = EVERY_MS,
): Promise<void> {
  if (own === undefined || outer === undefined) return;
  const sizeOf = async (terminal: string) => {
    const result = await runner.run(['stty', '-F', terminal, 'size'], { signal });
    return succeeded(result) ? /^(\d+) (\d+)$/.exec(result.stdout) : null;
  };
  let known = (await sizeOf(own))?.[0];
  let seen = await sizeOf(outer);
  if (known === undefined || known !== seen?.[0]) return;
  while (await passes(everyMs, signal)) {
    seen = await sizeOf(outer);
    const [size, rows, columns] = seen ?? [];
    if (size === undefined || rows === undefined || columns === undefined) return;
    if (size !== known) {
      await runner.run(['stty', '-F', own, 'rows', rows, 'cols', columns], { signal });
    }
    known = size;
  }
}

/** True when the time is over, false when the signal fired. */
async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return pause(ms, true, { signal }).catch(() => false);
}
