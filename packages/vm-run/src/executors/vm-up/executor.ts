import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { VmUpExecutorSchema } from './schema';
import { vmUp } from './vm-up';

const executor: PromiseExecutor<VmUpExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => vmUp(options, task));

export default executor;
