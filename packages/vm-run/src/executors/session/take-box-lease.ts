import { UserError } from '@flightline/core/errors';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import { type HeldLease, type Lease, type Purpose, holdingName } from '@flightline/core/leases';
import type { Parts } from './parts';

type Wanted = Pick<Lease, 'box' | 'purpose' | 'workspace'>;

/** Longer than a lease takes: its keeper is given up after 30 s. */
const PATIENCE_MS = 60_000;

/**
 * Takes a lease for the one machine that a box of this workspace may have for a purpose. Raises BOX_BUSY when another
 * process has it, and what `takeLease` raises.
 */
export async function takeBoxLease(
  box: string,
  purpose: Purpose,
  deadline: Date,
  task: Task,
  parts: Pick<Parts, 'takeLease' | 'findLeases'>,
): Promise<HeldLease> {
  const cache = cacheDir(task.env);
  const wanted: Wanted = { box, purpose, workspace: task.workspaceRoot };
  // To look and to take is one step: of two that began at once, one sees the lease of the other.
  const lease = await holdingName(JSON.stringify([cache, wanted]), PATIENCE_MS, () => {
    const rival = parts
      .findLeases(cache)
      .find(({ state, lease: other }) => state === 'alive' && isFor(other, wanted));
    if (rival !== undefined) throw busy(rival.lease);
    return parts.takeLease({ ...wanted, deadline }, { ...task, cacheDir: cache });
  });
  if (lease === undefined) throw busy({ ...wanted, owner: null });
  return lease;
}

const isFor = (lease: Lease, wanted: Wanted) =>
  lease.box === wanted.box &&
  lease.purpose === wanted.purpose &&
  lease.workspace === wanted.workspace;

function busy({ box, purpose, owner }: Wanted & Pick<Lease, 'owner'>): UserError {
  const who = owner === null ? '' : `, in process ${owner.pid}`;
  return new UserError(
    'BOX_BUSY',
    `Box '${box}' is ${purpose === 'run' ? 'running' : 'being brought up'} already${who}.`,
    'Wait for it, or end it with Ctrl-C where it runs.',
  );
}
