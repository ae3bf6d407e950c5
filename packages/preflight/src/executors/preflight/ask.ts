import {
  type Check,
  type CheckContext,
  type CheckResult,
  type Outcome,
  runCheck,
  skip,
  warn,
} from '@flightline/core/check';
import type { PlannedCheck } from './plan';

/** The answer of a check at the level that the options give it. */
export async function askPlanned(
  { check, level, own, leftOut }: PlannedCheck,
  context: Omit<CheckContext, 'settings'>,
): Promise<CheckResult> {
  if (leftOut !== undefined) return notAsked(check, leftOut);
  const result = await runCheck(check, { ...context, settings: own });
  return { ...result, outcome: atLevel(result.outcome, level, check) };
}

function notAsked({ id, stage, title, why }: Check, because: string): CheckResult {
  const looked = { patterns: [], files: [] };
  return { id, stage, title, why, outcome: skip(because), looked, durationMs: 0 };
}

/** With level `warn` also what could not be found out is a warning: nothing of the check fails the run then. */
function atLevel(outcome: Outcome, level: PlannedCheck['level'], { fix }: Check): Outcome {
  if (level === 'warn') {
    if (outcome.status === 'fail') return { ...outcome, status: 'warn' };
    if (outcome.status === 'unverified') {
      return warn(`Unverified: ${outcome.because}`, fix, outcome.problems);
    }
  }
  return level === 'fail' && outcome.status === 'warn' ? { ...outcome, status: 'fail' } : outcome;
}
