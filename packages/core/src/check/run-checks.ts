import { FlightlineError } from '../errors';
import { type Check, type CheckContext, type CheckResult, type Outcome, fail } from './check';

/** Asks all checks in their order; `onResult` hears each answer as it comes. */
export async function runChecks(
  checks: readonly Check[],
  context: CheckContext,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const startedAt = performance.now();
    const outcome = await ask(check, context);
    const { id, stage, title, why } = check;
    const result = {
      id,
      stage,
      title,
      why,
      outcome,
      durationMs: Math.round(performance.now() - startedAt),
    };
    results.push(result);
    onResult(result);
  }
  return results;
}

/** A check that meets broken input raises the reader's error; that error is its answer. Other errors are bugs. */
async function ask(check: Check, context: CheckContext): Promise<Outcome> {
  try {
    return await check.run(context);
  } catch (error) {
    if (error instanceof FlightlineError) return fail(error.message, error.hint, error.problems);
    throw error;
  }
}

export function hasFailed(results: readonly CheckResult[]): boolean {
  return results.some(({ outcome }) => outcome.status === 'fail');
}
