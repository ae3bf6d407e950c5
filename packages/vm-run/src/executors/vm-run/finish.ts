// The end of a run: say what happened, then commit the evidence.
import { existsSync, writeFileSync } from 'node:fs';
import { FlightlineError, renderError } from '@flightline/core/errors';
import type { FinishedResult } from '@flightline/core/evidence';
import { type JunitCase, type JunitSuite, readReports, renderJunit } from '@flightline/core/report';
import { classify, describeFindings } from '@flightline/triage/classify';
import type { Failure } from './phases';
import { RunFailure } from './verdict';
import type { Run } from './run';

/** Tells the verdict and commits the evidence. True when passed. */
export async function finishRun(run: Run): Promise<boolean> {
  const { plan, phases, reporter, evidence, startedAt } = run;
  const { failure } = phases;
  const scope = plan.box.name;
  if (failure !== undefined) {
    tellError(run, failure);
    await tellFindings(run);
  }
  const durationMs = Math.max(0, Date.now() - startedAt.getTime());
  const verdict = failure?.verdict ?? 'passed';
  const because = failure === undefined ? '' : messageOf(failure.error);
  reporter.emit({ type: 'verdict', scope, verdict, because, durationMs });

  const result = resultOf(run, { verdict, because, durationMs });
  writeFileSync(
    evidence.staging.junit,
    renderJunit([suiteOf(run, result), ...(await guestSuites(run))]),
  );
  evidence.commit(result);
  reporter.close();
  return verdict === 'passed';
}

/** Cases of all the guest's files that go into junit.xml; its own files keep the rest. */
const MAX_GUEST_CASES = 10_000;

async function guestSuites({ evidence }: Run): Promise<JunitSuite[]> {
  const { junit } = await readReports(evidence.staging.reports);
  let room = MAX_GUEST_CASES;
  return junit.flatMap(({ suites }) => suites).filter(({ cases }) => (room -= cases.length) >= 0);
}

/** A run that failed at its own business has its reason in the verdict; an error of the host has a way out to tell. */
function tellError({ plan, reporter }: Run, { error }: Failure): void {
  if (error instanceof RunFailure) return;
  const code = error instanceof FlightlineError ? error.code : 'INTERNAL';
  reporter.emit({ type: 'error', scope: plan.box.name, code, lines: renderError(error) });
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

function resultOf(
  run: Run,
  end: Pick<FinishedResult, 'verdict' | 'because' | 'durationMs'>,
): FinishedResult {
  const { plan, facts, image, phases, startedAt } = run;
  const { hostname, memory, cpus } = plan.box.options;
  return {
    schemaVersion: 1,
    state: end.verdict === 'aborted' ? 'aborted' : 'finished',
    box: plan.box.name,
    hostname,
    ...end,
    startedAt: startedAt.toISOString(),
    taskHash: plan.taskHash,
    phases: phases.results,
    runner: plan.box.options.runner,
    runnerExitCode: run.runnerExitCode,
    machine: {
      driver: plan.driver.name,
      accelerator: facts?.accelerator ?? null,
      memory,
      cpus,
      image: plan.image.uri,
    },
    guest: run.guest,
    digests: {
      artifact: plan.artifact.digest,
      image: image?.digest ?? null,
      runner: plan.runner.digest,
    },
  };
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
