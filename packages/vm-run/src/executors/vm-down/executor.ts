import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { endPatiently, findLeases } from '@flightline/core/leases';
import type { VmDownExecutorSchema } from './schema';
import { vmDown } from './vm-down';

const executor: PromiseExecutor<VmDownExecutorSchema> = (_options, context) =>
  runExecutor(context, (task) => vmDown(task, { findLeases, endLease: endPatiently }));

export default executor;
