import { EnvironmentError } from '@flightline/core/errors';
import {
  type Argv,
  type RunOptions,
  type RunResult,
  type Runner,
  succeeded,
} from '@flightline/core/process';
import type { LifeLine, Step, Steps } from './engine';
import { patience } from './host';
import { OWNER_VARIABLE, ownerName } from './owner';

/** What an engine may take to put away its containers when it is interrupted. */
const KILL_GRACE_MS = 20_000;

/** The command that ended the work early. */
export interface Failure {
  readonly step: Step;
  readonly result: RunResult;
}

/**
 * Runs the steps until one fails, then the clean-up whatever happened, also after an interruption. What the
 * clean-up answers does not count: after a failure there may be nothing to clean. Raises TOOL_FAILED when it is
 * interrupted.
 */
export async function runSteps(
  { steps, cleanup }: Steps,
  runner: Runner,
  { lifeLine = [], ...options }: RunOptions & { lifeLine?: LifeLine },
  onStep: (step: Step) => void = () => undefined,
): Promise<Failure | undefined> {
  try {
    for (const step of steps) {
      onStep(step);
      const argv = [...lifeLine, ...step.argv] as unknown as Argv;
      const result = await runner.run(argv, {
        killGrace: KILL_GRACE_MS,
        ...options,
        env: { ...step.env, [OWNER_VARIABLE]: ownerName() },
      });
      if (result.ending === 'aborted') throw interrupted(step);
      if (!succeeded(result)) return { step, result };
    }
    return undefined;
  } finally {
    for (const { argv, env = {} } of cleanup) {
      await runner.run(argv, { cwd: options.cwd ?? '.', env, timeout: patience() });
    }
  }
}

function interrupted({ argv }: Step): EnvironmentError {
  return new EnvironmentError(
    'TOOL_FAILED',
    `'${argv[0]}' was interrupted.`,
    'Start the build again; the last artifact is still in place.',
  );
}
