import { formatBytes, formatDuration, formatTable } from '@flightline/core/events';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { FoundLease } from '@flightline/core/leases';
import { recipeVersion, removeEntry, storeContents } from '../../images';
import { type Fate, parsePeriod, parseSize, planPrune, sum } from './plan';
import type { VmPruneExecutorSchema } from './schema';
import { removeTemplate, templateContents } from './templates';

export interface VmPruneNeeds {
  findLeases: (cacheDir: string) => readonly FoundLease[];
  now: Date;
}

/** Lists the stores of images and templates, and removes what nothing uses. False when something that was to go could not be removed. */
export async function vmPrune(
  { du, dryRun, maxSize, olderThan }: VmPruneExecutorSchema,
  task: Task,
  { findLeases, now }: VmPruneNeeds,
): Promise<boolean> {
  const { name: scope } = task.project;
  const cache = cacheDir(task.env);
  const machines = findLeases(cache)
    .filter(({ state }) => state !== 'gone')
    .map(({ lease: { box, takenAt } }) => ({ box, since: new Date(takenAt) }));
  const contents = [...storeContents(cache), ...templateContents(cache)];
  const fates = planPrune(contents, {
    ...{ now, machines, builder: recipeVersion() },
    maxSize: maxSize === undefined ? undefined : parseSize(maxSize),
    olderThan: olderThan === undefined ? undefined : parsePeriod(olderThan),
  });
  const lines = describe(fates, cache, now);
  task.reporter.emit({ type: 'report', scope, lines, data: fates });
  if (du === true || dryRun === true) return true;
  let resisted = 0;
  for (const { entry } of fates.filter(({ remove }) => remove)) {
    const because =
      entry.kind === 'template' ? removeTemplate(entry, cache) : await removeEntry(entry, task);
    if (because !== undefined) resisted += 1;
    task.reporter.emit({
      ...{ type: 'notice', scope, level: because === undefined ? 'info' : 'warn' },
      message:
        because === undefined
          ? `Removed '${entry.path}', ${formatBytes(entry.bytes)}.`
          : `'${entry.path}' stays: ${because}`,
    });
  }
  return resisted === 0;
}

const HEAD = ['what', 'size', 'last use', 'fate', 'why'];

function describe(fates: readonly Fate[], cache: string, now: Date): string[] {
  if (fates.length === 0) return [`There are no images and no templates in '${cache}'.`];
  const rows = fates.map(({ entry, remove, because }) => [
    entry.uri,
    formatBytes(entry.bytes),
    `${formatDuration(now.getTime() - entry.usedAt.getTime())} ago`,
    remove ? 'remove' : 'keep',
    because,
  ]);
  const going = sum(fates.filter(({ remove }) => remove));
  return [
    ...formatTable([HEAD, ...rows]),
    `${formatBytes(sum(fates))} in '${cache}', of which ${formatBytes(going)} can go.`,
  ];
}
