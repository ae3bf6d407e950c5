import type { Check, Stage } from '@flightline/core/check';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type CheckSettings, settingsOf } from '../../settings';
import type { PreflightExecutorSchema } from './schema';

/** A check of the stage, with its settings. */
export interface PlannedCheck extends CheckSettings {
  check: Check;
  /** Why it is not asked. */
  leftOut?: string;
}

type Choice = Pick<PreflightExecutorSchema, 'only' | 'skip' | 'checks'> & { stage: Stage };

/**
 * What to ask, in the order of `checks`. What `only` does not name is no part of it. Raises OPTIONS_INVALID with all
 * that is wrong.
 */
export function planPreflight(
  { stage, only = [], skip = [], checks: given = {} }: Choice,
  checks: readonly Check[],
): PlannedCheck[] {
  const { settings, problems } = settingsOf(checks, given);
  rejectProblems(
    'OPTIONS_INVALID',
    'The options of preflight do not fit its checks.',
    `The checks of stage '${stage}' are: ${idsOf(checks, stage).join(', ') || 'none'}.`,
    [
      ...problems,
      ...only.flatMap((id) => misnamed('only', id, stage, checks)),
      ...skip.flatMap((id) => misnamed('skip', id, stage, checks)),
    ],
  );
  return checks
    .filter((check) => check.stage === stage && (only.length === 0 || only.includes(check.id)))
    .map((check) => {
      const { level, own } = settings.get(check.id) ?? { level: undefined, own: {} };
      const leftOut = reasonToLeaveOut(skip.includes(check.id), level);
      return { check, level, own, ...(leftOut === undefined ? {} : { leftOut }) };
    });
}

const idsOf = (checks: readonly Check[], stage: Stage): string[] =>
  checks.filter((check) => check.stage === stage).map(({ id }) => id);

function misnamed(key: string, id: string, stage: Stage, checks: readonly Check[]): Problem[] {
  const check = checks.find((one) => one.id === id);
  if (check === undefined) return [{ key, message: `There is no check '${id}'.` }];
  return check.stage === stage
    ? []
    : [{ key, message: `'${id}' belongs to stage '${check.stage}'.` }];
}

function reasonToLeaveOut(skipped: boolean, level: CheckSettings['level']): string | undefined {
  if (skipped) return "The option 'skip' names it.";
  return level === 'off' ? "Its level is 'off' in the options." : undefined;
}
