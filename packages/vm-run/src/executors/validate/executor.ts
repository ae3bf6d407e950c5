import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { ValidateExecutorSchema } from './schema';
import { validate } from './validate';

const executor: PromiseExecutor<ValidateExecutorSchema> = (
  { boxes, jobs = 3, build = true, evidenceDir = 'vms/artifacts' },
  context,
) =>
  runExecutor(context, (task) =>
    validate({ jobs, build, evidenceDir, ...(boxes === undefined ? {} : { boxes }) }, task),
  );

export default executor;
