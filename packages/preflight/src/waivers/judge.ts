import { type Check, type Outcome, fail, pass, warn } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { WaivedResult } from './apply';
import { type Waiver, isExpired } from './read';

/** What is said of waivers themselves, as if it were a check of each stage. */
export const WAIVERS = {
  id: 'waivers',
  title: 'Every waiver still holds and is needed',
  why: 'A waiver that nobody takes away hides the next finding of its kind.',
  fix: 'Mend what was waived and take the waiver away, or give it a new date.',
} as const;

interface Ground {
  stage: Check['stage'];
  /** All checks there are. */
  checks: readonly Pick<Check, 'id'>[];
  results: readonly WaivedResult[];
  /** `YYYY-MM-DD` */
  today: string;
}

/** An expired waiver and one of no check fail; one of an answer that did not need it is a warning. */
export function judgeWaivers(waivers: readonly Waiver[], ground: Ground): WaivedResult {
  const { id, title, why } = WAIVERS;
  const outcome = outcomeOf(waivers, ground);
  const looked = { patterns: [], files: [] };
  return { id, title, why, stage: ground.stage, outcome, looked, durationMs: 0, waived: [] };
}

function outcomeOf(waivers: readonly Waiver[], ground: Ground): Outcome {
  const wrong = waivers.flatMap((waiver) => mistakeOf(waiver, ground));
  const unused = waivers.filter((waiver) => isUnused(waiver, ground)).map(unusedProblem);
  if (wrong.length > 0) {
    return fail('There are waivers that do not hold.', WAIVERS.fix, [...wrong, ...unused]);
  }
  if (unused.length > 0) {
    return warn('There are waivers that nothing needs.', 'Take them away.', unused);
  }
  return pass(waivers.length === 1 ? '1 waiver' : `${waivers.length} waivers`);
}

function mistakeOf(waiver: Waiver, { checks, today }: Ground): Problem[] {
  const { place, check, owner, expires } = waiver;
  if (!checks.some(({ id }) => id === check)) {
    return [{ ...place, message: `There is no check '${check}'.` }];
  }
  return isExpired(waiver, today)
    ? [{ ...place, message: `It expired on ${expires}. Ask its owner, ${owner}.` }]
    : [];
}

/** Whether it is needed is not known of a check that was not asked or had nothing to look at. */
function isUnused(waiver: Waiver, { results, today }: Ground): boolean {
  const result = results.find(({ id }) => id === waiver.check);
  if (result === undefined || result.outcome.status === 'skip' || isExpired(waiver, today)) {
    return false;
  }
  return !result.waived.some((one) => one.waiver === waiver);
}

const unusedProblem = ({ place, check }: Waiver): Problem => ({
  ...place,
  message: `'${check}' finds nothing that it covers.`,
});
