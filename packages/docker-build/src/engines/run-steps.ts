import { EnvironmentError } from '@flightline/core/errors';
import { type RunOptions, type RunResult, type Runner, succeeded } from '@flightline/core/process';
import type { Step, Steps } from './engine';

const CLEANUP_MS = 60_000;

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
  options: RunOptions,
  onStep: (step: Step) => void = () => undefined,
): Promise<Failure | undefined> {
  try {
    for (const step of steps) {
      onStep(step);
      const result = await runner.run(step.argv, { ...options, env: step.env ?? {} });
      if (result.ending === 'aborted') throw interrupted(step);
      if (!succeeded(result)) return { step, result };
    }
    return undefined;
  } finally {
    for (const { argv, env = {} } of cleanup) {
      await runner.run(argv, { cwd: options.cwd ?? '.', env, timeout: CLEANUP_MS });
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
