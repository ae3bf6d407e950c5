import type { Reporter } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir, runtimeDir } from '@flightline/core/host';
import type { Remains } from '@flightline/core/leases';
import type { Parts } from './parts';

/** Whom it is told, and as what. */
export interface Teller {
  reporter: Reporter;
  scope: string;
}

/** Ends one after the other and says of each what became of it. True when all are gone; one that resists stops no other. */
export async function endAll(
  remains: readonly Remains[],
  { reporter, scope }: Teller,
  { endRemains }: Pick<Parts, 'endRemains'>,
): Promise<boolean> {
  let gone = 0;
  for (const [done, one] of remains.entries()) {
    const { lease, path, because } = one;
    const what = lease === undefined ? `'${path}'` : `The machine ${lease.id} of '${lease.box}'`;
    const steps = { done, total: remains.length, unit: 'steps' } as const;
    reporter.emit({ type: 'progress', scope, phase: 'end', detail: lease?.id ?? path, ...steps });
    const resistance = await endRemains(one);
    if (resistance === undefined) gone += 1;
    reporter.emit(
      resistance === undefined
        ? { type: 'notice', scope, level: 'info', message: `${what} is gone. ${because}` }
        : {
            ...{ type: 'notice', scope, level: 'warn' },
            message: `${what} could not be ended: ${resistance}`,
          },
    );
  }
  return gone === remains.length;
}

/** Ends what killed runs left on this host, before something new begins. */
export async function endLeftovers(
  { project: { name: scope }, reporter, env }: Task,
  parts: Pick<Parts, 'findRemains' | 'endRemains'>,
): Promise<void> {
  const remains = parts.findRemains(cacheDir(env), runtimeDir(env));
  await endAll(remains, { reporter, scope }, parts);
}
