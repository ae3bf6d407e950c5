import { type RunOptions, type Runner, succeeded } from '@flightline/core/process';
import type { Kept, Setup, Step } from './engine';
import { patience } from './host';
import { isAbandoned } from './owner';
import { abandonedWork } from './working';

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
  const run = ({ argv }: Step) => runner.run(argv, { ...options, timeout: patience() });
  const print = async (step: Step) =>
    (await run(step)).stdout.split('\n').filter((line) => line.trim() !== '');
  const removed: string[] = [];
  for (const kind of ORDER) {
    const shelf = store[kind];
    const names = await print(shelf.list);
    const folders = shelf.folder && names.length > 0 ? await print(shelf.folder) : [];
    for (const name of [...names.filter(isAbandoned), ...folders.flatMap(abandonedWork)]) {
      if (succeeded(await run(shelf.remove(name)))) removed.push(`${kind} ${name}`);
    }
  }
  return removed;
}
