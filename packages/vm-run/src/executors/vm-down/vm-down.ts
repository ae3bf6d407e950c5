import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import { remainsOf } from '@flightline/core/leases';
import { endAll } from '../session/end-all';
import type { Parts } from '../session/parts';

/** Ends what was left running for a person to look into this box. True when nothing of it is left, also when nothing was. */
export async function vmDown(
  { project: { name: scope }, workspaceRoot, env, reporter }: Task,
  parts: Pick<Parts, 'findLeases' | 'endRemains'>,
): Promise<boolean> {
  const own = parts
    .findLeases(cacheDir(env))
    .filter(
      ({ lease: { box, purpose, workspace } }) =>
        purpose === 'debug' && box === scope && workspace === workspaceRoot,
    );
  if (own.length === 0) {
    const message = `No machine of '${scope}' was up.`;
    reporter.emit({ type: 'notice', scope, level: 'info', message });
  }
  const remains = own.map((found) => remainsOf(found, 'It was ended by vm-down.'));
  return endAll(remains, { reporter, scope }, parts);
}
