import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { findLeases } from '@flightline/core/leases';
import type { VmPruneExecutorSchema } from './schema';
import { vmPrune } from './vm-prune';

const executor: PromiseExecutor<VmPruneExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => vmPrune(options, task, { findLeases, now: new Date() }));

export default executor;
