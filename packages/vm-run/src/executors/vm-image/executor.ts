import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { VmImageExecutorSchema } from './schema';
import { vmImage } from './vm-image';

const executor: PromiseExecutor<VmImageExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => vmImage(options, task));

export default executor;
