import { join } from 'node:path';
import { formatBytes } from '@flightline/core/events';
import type { PullLimits, PullReport } from '../../channels';
import type { Machine } from '../../drivers';
import { RunFailure } from '../session/verdict';
import { notice } from '../session/session';
import type { Run } from './run';

/** What one guest folder may bring home: more than any report needs, less than fills a disk. */
const LIMITS: PullLimits = { maxBytes: 512 * 1024 * 1024, maxFiles: 20_000 };

/** How many entries are named one by one; the rest is counted. */
const NAMED = 5;

/** Brings the reports and the files asked for home, also after a runner that failed. */
export async function collect(
  run: Run,
  machine: Machine,
  signal: AbortSignal,
  describe: (detail: string) => void,
): Promise<void> {
  const { reports, collect: wanted } = run.plan.box.options;
  const { staging } = run.evidence;
  const pull = async (path: string, target: string) => {
    const report = await machine.channel.pull(path, target, LIMITS, {
      signal,
      redaction: run.redaction,
    });
    tellRefusals(run, report);
    tellChanged(run, report);
    // Interrupted or out of time; the phase knows which.
    signal.throwIfAborted();
    return report;
  };

  const home = await pull(reports, staging.reports);
  for (const path of wanted) {
    const report = await pull(path, join(staging.collected, path));
    if (!report.found) notice(run, 'warn', `The guest has no '${path}' to collect.`);
    demandComplete(path, report);
  }
  describe(`${home.files} files, ${formatBytes(home.bytes)} of reports`);
  if (home.found) demandComplete(reports, home);
}

/** Evidence that came home in part is no ground for a `passed`. */
function demandComplete(path: string, { complete, because }: PullReport): void {
  if (!complete)
    throw new RunFailure('infra', `'${path}' came home in part: ${because ?? 'the stream broke.'}`);
}

function tellRefusals(run: Run, { refused }: PullReport): void {
  for (const { path, because } of refused.slice(0, NAMED))
    notice(run, 'warn', `Not taken from the guest: '${path}'. ${because}`);
  const more = refused.length - NAMED;
  if (more > 0) notice(run, 'warn', `Not taken from the guest: ${more} entries more.`);
}

function tellChanged(run: Run, { changed = [] }: PullReport): void {
  if (changed.length === 0) return;
  const named = changed.slice(0, NAMED).map((path) => `'${path}'`);
  const more = changed.length - named.length;
  const names = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const message = `Something still writes in the guest: ${names} changed while it was read, and came home as it was then.`;
  notice(run, 'warn', message);
}
