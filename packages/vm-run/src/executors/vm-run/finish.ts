// The end of an attempt and of a run: say what happened, then file or commit the evidence.
import { existsSync } from 'node:fs';
import { explainSystemError } from '@flightline/core/errors';
import type { FinishedResult } from '@flightline/core/evidence';
import { type JunitCase, type JunitSuite, readReports, renderJunit } from '@flightline/core/report';
import { classify, describeFindings } from '@flightline/triage/classify';
import { notice, tellError } from '../session/session';
import { resultOf } from './result';
import { type Run, beginAttempt } from './run';
import { RunFailure } from '../session/verdict';

/**
 * Files the evidence of an attempt that is no answer, and makes the run ready for the next one. False when it cannot
 * be filed: then the attempt is the last one, and its evidence that of the run.
 */
export async function finishAttempt(run: Run): Promise<boolean> {
  const result = await conclude(run, run.attemptStartedAt);
  if (!(await spare(run, () => run.evidence.fileAttempt(run.attempt, result)))) return false;
  const { verdict, because } = result;
  const next = run.attempt + 1;
  const message = `Attempt ${run.attempt} ended with '${verdict}': ${because} Trying again on a fresh machine: attempt ${next} of ${1 + run.plan.box.options.retries}.`;
  notice(run, 'warn', message);
  beginAttempt(run);
  return true;
}

/** Tells the verdict and commits the evidence. True when passed. */
export async function finishRun(run: Run): Promise<boolean> {
  const { plan, reporter, evidence, startedAt } = run;
  const result = await conclude(run, startedAt);
  const { verdict, because, durationMs } = result;
  reporter.emit({ type: 'verdict', scope: plan.box.name, verdict, because, durationMs });
  evidence.commit(result);
  reporter.close();
  return verdict === 'passed';
}

/** Tells why it failed, if it did, and writes the JUnit report. */
async function conclude(run: Run, since: Date): Promise<FinishedResult> {
  const { failure } = run.phases;
  if (failure !== undefined) {
    // One that failed at its own business has its reason in the verdict; an error of the host has a way out to tell.
    if (!(failure.error instanceof RunFailure)) tellError(run, failure.error);
    await spare(run, () => tellFindings(run));
  }
  const result = resultOf(run, {
    verdict: failure?.verdict ?? 'passed',
    because: failure === undefined ? '' : messageOf(failure.error),
    startedAt: since.toISOString(),
    durationMs: Math.max(0, Date.now() - since.getTime()),
  });
  const own = suiteOf(run, result);
  const write = (suites: readonly JunitSuite[]) => run.evidence.writeJunit(renderJunit(suites));
  if (!(await spare(run, async () => write([own, ...(await guestSuites(run))]))))
    await spare(run, () => write([own]));
  return result;
}

/** The verdict is known: what cannot be done beside it is told, and does not take it back. True when it was done. */
async function spare(run: Run, act: () => unknown): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    notice(run, 'warn', `The evidence is not complete: ${messageOf(explainSystemError(error))}`);
    return false;
  }
}

/** Cases of all the guest's files that go into junit.xml; its own files keep the rest. */
const MAX_GUEST_CASES = 10_000;

async function guestSuites({ evidence }: Run): Promise<JunitSuite[]> {
  const { junit } = await readReports(evidence.staging.reports);
  let room = MAX_GUEST_CASES;
  return junit.flatMap(({ suites }) => suites).filter(({ cases }) => (room -= cases.length) >= 0);
}

async function tellFindings({ plan, evidence, reporter }: Run): Promise<void> {
  const { log } = evidence.staging;
  if (!existsSync(log)) return;
  const findings = await classify(log, { box: plan.box.name });
  if (findings.length === 0) return;
  reporter.emit({
    type: 'report',
    scope: plan.box.name,
    lines: describeFindings(findings),
    data: findings,
  });
}

function suiteOf({ plan, phases }: Run, { startedAt, verdict }: FinishedResult) {
  const cases = phases.results.map(({ phase, ok, durationMs, detail = '' }): JunitCase => {
    const problem = { type: verdict, message: detail };
    const outcome = ok ? {} : verdict === 'failed' ? { failure: problem } : { error: problem };
    return { name: phase, classname: `flightline.${plan.box.name}`, durationMs, ...outcome };
  });
  return {
    name: plan.box.name,
    cases,
    timestamp: startedAt,
    properties: { image: plan.image.uri, driver: plan.driver.name },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
