import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { VmRunExecutorSchema } from './schema';
import { vmRun } from './vm-run';

const executor: PromiseExecutor<VmRunExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => vmRun(options, task));

export default executor;
