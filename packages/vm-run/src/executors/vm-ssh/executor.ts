import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { findLeases } from '@flightline/core/leases';
import type { VmSshExecutorSchema } from './schema';
import { findTerminals } from './terminals';
import { vmSsh } from './vm-ssh';

const executor: PromiseExecutor<VmSshExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => vmSsh(options, task, { findLeases, terminals: findTerminals() }));

export default executor;
