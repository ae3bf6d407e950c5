import type { PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { ValidateExecutorSchema } from './schema';
import { validate } from './validate';

const executor: PromiseExecutor<ValidateExecutorSchema> = (
  { boxes, jobs = 3, build = true },
  context,
) =>
  runExecutor(context, (task) =>
    validate({ jobs, build, ...(boxes === undefined ? {} : { boxes }) }, task),
  );

export default executor;
