import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { endRemains, findLeases } from '@flightline/core/leases';
import type { VmDownExecutorSchema } from './schema';
import { vmDown } from './vm-down';

const executor: PromiseExecutor<VmDownExecutorSchema> = (_options, context) =>
  runExecutor(context, (task) => vmDown(task, { findLeases, endRemains }));

export default executor;
