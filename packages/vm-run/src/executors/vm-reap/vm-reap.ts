import { formatDuration, formatTable } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { FoundLease } from '@flightline/core/leases';
import { type EndLease, endLeases } from './end-leases';
import { type Fate, planReap } from './plan';
import type { VmReapExecutorSchema } from './schema';

export interface VmReapNeeds {
  findLeases: (cacheDir: string) => readonly FoundLease[];
  endLease: EndLease;
  now: Date;
}

/** Lists all machines this user has on this host and ends what has no owner. False when one could not be ended. */
export async function vmReap(
  options: VmReapExecutorSchema,
  task: Task,
  { findLeases, endLease, now }: VmReapNeeds,
): Promise<boolean> {
  const { name: scope } = task.project;
  const fates = planReap(findLeases(cacheDir(task.env)), options, now);
  task.reporter.emit({
    type: 'report',
    scope,
    lines: fates.length === 0 ? ['No machine of yours is on this host.'] : describe(fates, now),
    data: fates,
  });
  if (options.dryRun === true) return true;
  const ending = fates.filter(({ end }) => end);
  return endLeases(ending, endLease, task.reporter);
}

const HEAD = ['box', 'purpose', 'age', 'state', 'deadline', 'fate', 'why'];

function describe(fates: readonly Fate[], now: Date): string[] {
  const rows = fates.map(({ found: { lease, state }, ageMs, end, because }) => [
    lease.box,
    lease.purpose,
    formatDuration(ageMs),
    state,
    fromNow(Date.parse(lease.deadline) - now.getTime()),
    end ? 'end' : 'keep',
    because,
  ]);
  return formatTable([HEAD, ...rows]);
}

function fromNow(ms: number): string {
  return ms < 0 ? `${formatDuration(-ms)} ago` : `in ${formatDuration(ms)}`;
}
