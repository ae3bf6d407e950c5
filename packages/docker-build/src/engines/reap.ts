import { type RunOptions, type Runner, succeeded } from '@flightline/core/process';
import type { Kept, Setup } from './engine';
import { isAbandoned } from './owner';

const REAP_MS = 30_000;
/** An image goes only after the containers made of it. */
const ORDER: readonly Kept[] = ['container', 'image'];

/**
 * Removes what builds that are dead left in the store of an engine, and says what; what others made stays. A store
 * that does not answer is left as it is: the build that follows will tell why.
 */
export async function reap(
  { store }: Setup,
  runner: Runner,
  options: Pick<RunOptions, 'cwd' | 'signal'>,
): Promise<readonly string[]> {
  const run = ({ argv }: { argv: Setup['help']['argv'] }) =>
    runner.run(argv, { ...options, timeout: REAP_MS });
  const removed: string[] = [];
  for (const kind of ORDER) {
    const { stdout } = await run(store[kind].list);
    for (const name of stdout.split('\n').filter(isAbandoned)) {
      if (succeeded(await run(store[kind].remove(name)))) removed.push(name);
    }
  }
  return removed;
}
