import { FlightlineError } from '../errors';
import {
  type Check,
  type CheckContext,
  type CheckResult,
  type Outcome,
  fail,
  unverified,
} from './check';

/** Asks all checks in their order, none of which can be set. */
export async function runChecks(
  checks: readonly Check[],
  context: Omit<CheckContext, 'settings'>,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await runCheck(check, { ...context, settings: {} }));
  return results;
}

export async function runCheck(check: Check, context: CheckContext): Promise<CheckResult> {
  const { id, stage, title, why } = check;
  const startedAt = performance.now();
  const { files, record } = context.files.recorded();
  const outcome = await ask(check, { ...context, files });
  const durationMs = Math.round(performance.now() - startedAt);
  return { id, stage, title, why, outcome, looked: record(), durationMs };
}

/** A check that meets broken input raises the reader's error; that error is its answer. Other errors are bugs. */
async function ask(check: Check, context: CheckContext): Promise<Outcome> {
  try {
    return await check.run(context);
  } catch (error) {
    if (!(error instanceof FlightlineError)) throw error;
    return error.code === 'FILE_UNREADABLE'
      ? unverified(error.message, error.problems)
      : fail(error.message, error.hint, error.problems);
  }
}

export function hasFailed(results: readonly CheckResult[]): boolean {
  return results.some(({ outcome }) => outcome.status === 'fail');
}
