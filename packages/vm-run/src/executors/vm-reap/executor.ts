import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { endRemains, findLeases, findStrays } from '@flightline/core/leases';
import type { VmReapExecutorSchema } from './schema';
import { vmReap } from './vm-reap';

const executor: PromiseExecutor<VmReapExecutorSchema> = (options, context) =>
  runExecutor(context, (task) =>
    vmReap(options, task, { findLeases, findStrays, endRemains, now: new Date() }),
  );

export default executor;
