import type { Task } from '@flightline/core/executor';
import { cacheDir, runtimeDir } from '@flightline/core/host';
import type { Parts } from './parts';

/** Ends what killed runs left on this host, before something new begins, and says so. */
export async function reapLeftovers(
  { project: { name: scope }, reporter, env }: Task,
  { reap }: Pick<Parts, 'reap'>,
): Promise<void> {
  for (const { lease, path, because, error } of await reap(cacheDir(env), runtimeDir(env))) {
    const what = lease === undefined ? `'${path}'` : `what a machine of '${lease.box}' left`;
    reporter.emit(
      error === undefined
        ? { type: 'notice', scope, level: 'info', message: `Removed ${what}. ${because}` }
        : { type: 'notice', scope, level: 'warn', message: `Could not remove ${what}: ${error}` },
    );
  }
}
