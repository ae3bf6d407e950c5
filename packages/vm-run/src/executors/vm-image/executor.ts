import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { VmImageExecutorSchema } from './schema';
import { vmImage } from './vm-image';

const executor: PromiseExecutor<VmImageExecutorSchema> = (_options, context) =>
  runExecutor(context, (task) => vmImage(task));

export default executor;
