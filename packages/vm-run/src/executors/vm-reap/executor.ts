import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { endPatiently, findLeases, findStrays, removeFolder } from '@flightline/core/leases';
import type { VmReapExecutorSchema } from './schema';
import { vmReap } from './vm-reap';

const executor: PromiseExecutor<VmReapExecutorSchema> = (options, context) =>
  runExecutor(context, (task) =>
    vmReap(options, task, {
      findLeases,
      endLease: endPatiently,
      findStrays,
      removeFolder,
      now: new Date(),
    }),
  );

export default executor;
