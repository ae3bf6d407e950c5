import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import { preflight } from './preflight';
import type { PreflightExecutorSchema } from './schema';

const executor: PromiseExecutor<PreflightExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => preflight(options, task));

export default executor;
