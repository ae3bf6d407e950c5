// Nx never calls the executor of a cached task, so this is the only place that can look at what its cache gave.
// Nx starts a process for it in every run of any task, so it loads only what reads evidence.
import type { PostTasksExecution } from '@nx/devkit';
import { claimsOf } from './claims';
import { describeRefusals } from './describe-refusals';
import { refuse } from './refuse';

export const name = '@flightline/vm-run';

/** Fails the run when a box counts as passed and its evidence is not about what is on disk. */
export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  const refusals = await refuse(claimsOf(context));
  if (refusals.length === 0) return;
  const error = new Error(describeRefusals(refusals).join('\n'));
  // Nx shows the message of an error, and offers its stack where there is one. This is nobody's mistake.
  delete error.stack;
  throw error;
};
