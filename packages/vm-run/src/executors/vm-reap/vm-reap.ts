import { formatDuration, formatTable } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir, runtimeDir } from '@flightline/core/host';
import type { FoundLease } from '@flightline/core/leases';
import { type EndLease, endLeases } from './end-leases';
import { type Fate, planReap } from './plan';
import type { VmReapExecutorSchema } from './schema';

export interface VmReapNeeds {
  findLeases: (cacheDir: string) => readonly FoundLease[];
  endLease: EndLease;
  /** Folders that no lease tells of any more. */
  findStrays: (cacheDir: string, runtimeDir: string) => readonly string[];
  removeFolder: (folder: string) => void;
  now: Date;
}

/** Lists all machines this user has on this host and ends what has no owner. False when one could not be ended. */
export async function vmReap(
  options: VmReapExecutorSchema,
  task: Task,
  { findLeases, endLease, findStrays, removeFolder, now }: VmReapNeeds,
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
      ...strays.map((folder) => `no lease tells of '${folder}'`),
    ],
    data: { leases: fates, strays },
  });
  if (options.dryRun === true) return true;
  const ending = fates.filter(({ end }) => end);
  const ended = await endLeases(ending, endLease, task.reporter);
  return sweep(strays, removeFolder, task) && ended;
}

/** Removes folder after folder and says of each what became of it. True when all are gone. */
function sweep(
  strays: readonly string[],
  removeFolder: VmReapNeeds['removeFolder'],
  { reporter, project: { name: scope } }: Task,
): boolean {
  const resisted = strays.filter((folder) => {
    try {
      removeFolder(folder);
      reporter.emit({ type: 'notice', scope, level: 'info', message: `Removed '${folder}'.` });
      return false;
    } catch (error) {
      const message = `'${folder}' could not be removed: ${(error as Error).message}`;
      reporter.emit({ type: 'notice', scope, level: 'warn', message });
      return true;
    }
  });
  return resisted.length === 0;
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
