import type { Outcome, Stage, Status } from '@flightline/core/check';
import { type JunitCase, renderJunit } from '@flightline/core/report';
import { renderProblem } from '@flightline/core/errors';
import type { WaivedResult } from '../../waivers';

/** preflight.json */
export interface PreflightReport {
  schemaVersion: 1;
  /** Name of the release project. */
  release: string;
  stage: Stage;
  /** Whether an answer `unverified` is no failure. */
  allowUnverified: boolean;
  results: readonly WaivedResult[];
}

type OutcomeOf<S extends Status> = Extract<Outcome, { status: S }>;
type Verdict = Omit<JunitCase, 'name' | 'classname' | 'durationMs'>;

// JUnit has no word for a warning: it passes, and says so in the output. So does what may stay open.
const VERDICTS: { [S in Status]: (outcome: OutcomeOf<S>) => Verdict } = {
  pass: ({ detail }) => (detail === undefined ? {} : { systemOut: detail }),
  warn: (outcome) => ({ systemOut: `warning: ${textOf(outcome)}` }),
  fail: (outcome) => ({
    failure: { type: 'check', message: outcome.because, text: textOf(outcome) },
  }),
  skip: ({ because }) => ({ skipped: because }),
  unverified: (outcome) => ({
    error: { type: 'unverified', message: outcome.because, text: textOf(outcome) },
  }),
};

/** The answers as JUnit XML, one test case a check. */
export function renderReportJunit(report: PreflightReport): string {
  const { release, stage, results } = report;
  const cases = results.map(({ id, outcome, durationMs }) => ({
    name: id,
    classname: `preflight.${stage}`,
    durationMs,
    ...verdictOf(outcome, report),
  }));
  return renderJunit([{ name: `${release} preflight ${stage}`, cases }]);
}

function verdictOf(outcome: Outcome, { allowUnverified }: PreflightReport): Verdict {
  if (outcome.status === 'unverified' && allowUnverified) {
    return { systemOut: `unverified: ${textOf(outcome)}` };
  }
  return (VERDICTS[outcome.status] as (outcome: Outcome) => Verdict)(outcome);
}

function textOf(outcome: OutcomeOf<'warn' | 'fail' | 'unverified'>): string {
  const { because, problems = [] } = outcome;
  const fix = 'fix' in outcome ? [`fix: ${outcome.fix}`] : [];
  return [because, ...problems.flatMap(renderProblem), ...fix].join('\n');
}
