import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { FoundLease } from '@flightline/core/leases';
import type { Parts } from './parts';

/** Machines of the box that were left up from this workspace, and are. */
export function findLeft(
  { project, workspaceRoot, env }: Task,
  { findLeases }: Pick<Parts, 'findLeases'>,
): FoundLease[] {
  return findLeases(cacheDir(env)).filter(
    ({ state, lease: { owner, box, workspace } }) =>
      state === 'alive' && owner === null && box === project.name && workspace === workspaceRoot,
  );
}
