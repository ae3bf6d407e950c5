import type { CheckResult, Outcome, Stage, Status } from '@flightline/core/check';
import { type JunitCase, renderJunit } from '@flightline/core/report';
import { renderProblem } from '@flightline/core/errors';

/** preflight.json */
export interface PreflightReport {
  schemaVersion: 1;
  /** Name of the release project. */
  release: string;
  stage: Stage;
  results: readonly CheckResult[];
}

type OutcomeOf<S extends Status> = Extract<Outcome, { status: S }>;
type Verdict = Omit<JunitCase, 'name' | 'classname' | 'durationMs'>;

// JUnit has no word for a warning or an open question: both pass, and say so in the output.
const VERDICTS: { [S in Status]: (outcome: OutcomeOf<S>) => Verdict } = {
  pass: ({ detail }) => (detail === undefined ? {} : { systemOut: detail }),
  warn: (outcome) => ({ systemOut: `warning: ${textOf(outcome)}` }),
  fail: (outcome) => ({
    failure: { type: 'check', message: outcome.because, text: textOf(outcome) },
  }),
  skip: ({ because }) => ({ skipped: because }),
  unverified: ({ because }) => ({ systemOut: `unverified: ${because}` }),
};

/** The answers as JUnit XML, one test case a check. */
export function renderReportJunit({ release, stage, results }: PreflightReport): string {
  const cases = results.map(({ id, outcome, durationMs }) => ({
    name: id,
    classname: `preflight.${stage}`,
    durationMs,
    ...(VERDICTS[outcome.status] as (outcome: Outcome) => Verdict)(outcome),
  }));
  return renderJunit([{ name: `${release} preflight ${stage}`, cases }]);
}

function textOf({ because, problems = [], fix }: OutcomeOf<'warn' | 'fail'>): string {
  return [because, ...problems.flatMap(renderProblem), `fix: ${fix}`].join('\n');
}
