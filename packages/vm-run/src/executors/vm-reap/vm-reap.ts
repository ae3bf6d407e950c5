import { formatDuration, formatTable } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir, runtimeDir } from '@flightline/core/host';
import { type Remains, remainsOf } from '@flightline/core/leases';
import { endAll } from '../session/end-all';
import type { Parts } from '../session/parts';
import { type Fate, planReap } from './plan';
import type { VmReapExecutorSchema } from './schema';

export interface VmReapNeeds extends Pick<Parts, 'findLeases' | 'endRemains'> {
  /** Folders that no lease tells of any more. */
  findStrays: (cacheDir: string, runtimeDir: string) => readonly Remains[];
  now: Date;
}

/** Lists all machines this user has on this host and ends what has no owner. False when one could not be ended. */
export async function vmReap(
  options: VmReapExecutorSchema,
  task: Task,
  { findLeases, findStrays, endRemains, now }: VmReapNeeds,
): Promise<boolean> {
  const { name: scope } = task.project;
  const cache = cacheDir(task.env);
  const fates = planReap(findLeases(cache), options, now);
  const strays = findStrays(cache, runtimeDir(task.env));
  task.reporter.emit({
    type: 'report',
    scope,
    lines: [
      ...(fates.length === 0 ? ['No machine of yours is on this host.'] : describe(fates, now)),
      ...strays.map(({ path }) => `no lease tells of '${path}'`),
    ],
    data: { leases: fates, strays: strays.map(({ path }) => path) },
  });
  if (options.dryRun === true) return true;
  const ending = fates.filter(({ end }) => end);
  const remains = [...ending.map(({ found, because }) => remainsOf(found, because)), ...strays];
  return endAll(remains, { reporter: task.reporter, scope }, { endRemains });
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
