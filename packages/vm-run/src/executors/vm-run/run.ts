import { relative } from 'node:path';
import { fanOut, fileReporter, withoutOutput } from '@flightline/core/events';
import { type EvidenceWriter, beginEvidence } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import type { HeldLease } from '@flightline/core/leases';
import type { Phase } from '@flightline/core/model';
import { redacted } from '@flightline/core/redaction';
import type { Finding } from '@flightline/triage/classify';
import type { Parts } from '../session/parts';
import { Phases } from '../session/phases';
import type { BoxPlan } from '../session/plan';
import { NOTHING_KNOWN, type Session, redactionOf } from '../session/session';
import { resultOf } from './result';

/** A session that runs the runner and leaves evidence. */
export interface Run extends Session {
  readonly evidence: EvidenceWriter;
  readonly startedAt: Date;
  /** Counts from 1. */
  attempt: number;
  attemptStartedAt: Date;
  runnerExitCode: number | null;
  /** What decides whether a further attempt may help; undefined where no rule knows. */
  advice: Finding | undefined;
}

/** Opens the evidence of a run and says what it is about. */
export function beginRun(plan: BoxPlan, task: Task, parts: Parts, lease: HeldLease): Run {
  const { box, evidenceDir, taskHash } = plan;
  const startedAt = new Date();
  const { hostname } = box.options;
  const evidence = beginEvidence(evidenceDir, {
    box: box.name,
    hostname,
    startedAt: startedAt.toISOString(),
    taskHash,
  });
  const redaction = redactionOf(plan, task);
  const events = withoutOutput(fileReporter(evidence.staging.events));
  const reporter = redacted(fanOut(task.reporter, events), redaction);
  reporter.emit({
    type: 'started',
    scope: box.name,
    title: `${box.options.image} on ${plan.driver.name}, ${box.options.memory} MiB, ${box.options.cpus} CPU`,
    facts: {
      artifact: plan.artifact.digest.slice(0, 19),
      evidence: relative(task.workspaceRoot, evidence.staging.results),
    },
  });
  const run: Run = {
    ...{ plan, parts, task, reporter, lease, evidence, startedAt, redaction },
    ...NOTHING_KNOWN,
    phases: new Phases(box.name, reporter, task.signal, (phase) => writeWill(run, phase)),
    consoleLog: evidence.staging.console,
    attempt: 1,
    attemptStartedAt: startedAt,
    runnerExitCode: null,
    advice: undefined,
  };
  return run;
}

/** Makes a run ready to be tried once more, as if nothing had happened. */
export function beginAttempt(run: Run): void {
  const { plan, reporter, task } = run;
  Object.assign(run, NOTHING_KNOWN, {
    attempt: run.attempt + 1,
    attemptStartedAt: new Date(),
    runnerExitCode: null,
    advice: undefined,
    phases: new Phases(plan.box.name, reporter, task.signal, (phase) => writeWill(run, phase)),
  } satisfies Partial<Run>);
}

/** Should this process be killed, its keeper finishes the evidence with what stands there. */
function writeWill(run: Run, phase: Phase): void {
  const because = `The run was killed in phase '${phase}'.`;
  const startedAt = run.startedAt.toISOString();
  const durationMs = Date.now() - run.startedAt.getTime();
  run.evidence.prepare(resultOf(run, { verdict: 'aborted', because, startedAt, durationMs }));
}
