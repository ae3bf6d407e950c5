import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { TriageExecutorSchema } from './schema';
import { triage } from './triage';

const executor: PromiseExecutor<TriageExecutorSchema> = (options, context) =>
  runExecutor(context, (task) => triage(options, task));
export default executor;
