import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import { runExecutor } from '@flightline/core/executor';
import type { ValidateExecutorSchema } from './schema';
import { type Triage, validate } from './validate';

const executor: PromiseExecutor<ValidateExecutorSchema> = (
  { boxes, jobs = 3, build = true },
  context,
) =>
  runExecutor(context, (task) =>
    validate({ jobs, build, ...(boxes === undefined ? {} : { boxes }) }, task, triageIn(context)),
  );

/** The triage of the release project, in this process: an nx of its own would take longer than triage does. */
const triageIn =
  (context: ExecutorContext): Triage =>
  async (options) => {
    const devkit = await import('@nx/devkit');
    const target = { project: context.projectName ?? '', target: 'triage' };
    let green = false;
    for await (const { success } of await devkit.runExecutor(target, { ...options }, context))
      green = success;
    return green;
  };

export default executor;
