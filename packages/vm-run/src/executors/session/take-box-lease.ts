import { UserError } from '@flightline/core/errors';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { HeldLease, Lease, Purpose } from '@flightline/core/leases';
import type { Parts } from './parts';

type Wanted = Pick<Lease, 'box' | 'purpose' | 'workspace'>;

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
  const lease = await parts.takeLease({ ...wanted, deadline }, { ...task, cacheDir: cache });
  const leases = parts
    .findLeases(cache)
    .flatMap((found) =>
      found.state === 'alive' && isFor(found.lease, wanted) ? [found.lease] : [],
    );
  const own = leases.find(({ id }) => id === lease.id);
  // Each of two writes its lease before it looks, so the younger one always sees the older.
  const older = leases.find((other) => own !== undefined && isOlder(other, own));
  if (older === undefined) return lease;
  await lease.end();
  throw busy(older);
}

const isFor = (lease: Lease, wanted: Wanted) =>
  lease.box === wanted.box &&
  lease.purpose === wanted.purpose &&
  lease.workspace === wanted.workspace;

const isOlder = (a: Lease, b: Lease) =>
  a.takenAt === b.takenAt ? a.id < b.id : a.takenAt < b.takenAt;

function busy({ box, purpose, owner }: Lease): UserError {
  const who = owner === null ? '' : `, in process ${owner.pid}`;
  return new UserError(
    'BOX_BUSY',
    `Box '${box}' is ${purpose === 'run' ? 'running' : 'being brought up'} already${who}.`,
    'Wait for it, or end it with Ctrl-C where it runs.',
  );
}
