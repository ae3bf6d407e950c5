import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { FoundLease } from '@flightline/core/leases';
import { type EndLease, endLeases } from '../vm-reap/end-leases';

export interface VmDownNeeds {
  findLeases: (cacheDir: string) => readonly FoundLease[];
  endLease: EndLease;
}

/** Ends what was left running for a person to look into this box. True when nothing of it is left, also when nothing was. */
export async function vmDown(task: Task, { findLeases, endLease }: VmDownNeeds): Promise<boolean> {
  const { name: scope } = task.project;
  const own = findLeases(cacheDir(task.env)).filter(
    ({ lease: { box, purpose, workspace } }) =>
      purpose === 'debug' && box === scope && workspace === task.workspaceRoot,
  );
  if (own.length === 0) {
    const message = `No machine of '${scope}' was up.`;
    task.reporter.emit({ type: 'notice', scope, level: 'info', message });
  }
  const because = 'It was ended by vm-down.';
  const endings = own.map((found) => ({ found, because }));
  return endLeases(endings, endLease, task.reporter);
}
