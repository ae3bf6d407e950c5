import { existsSync } from 'node:fs';
import type { Phase, Verdict } from '@flightline/core/model';
import { type Finding, classify, retryAdvice } from '@flightline/triage/classify';
import { notice } from '../session/session';
import type { Run } from './run';

/** The product has not been heard, so hearing it once more hides nothing. */
const NO_ANSWER: ReadonlySet<Verdict> = new Set<Verdict>(['infra', 'image']);

/** Before a machine is tried nothing is different the next time. */
const BEFORE_THE_MACHINE: ReadonlySet<Phase> = new Set<Phase>(['host', 'admit', 'image']);

/** What the rules make of an attempt that gave no answer, from its console and log; undefined where they know nothing. */
export async function adviceOn(run: Run): Promise<Finding | undefined> {
  if (!gaveNoAnswer(run)) return undefined;
  const { console, log } = run.evidence.staging;
  const findings: Finding[] = [];
  for (const path of [console, log]) {
    if (existsSync(path)) findings.push(...(await classify(path, { box: run.plan.box.name })));
  }
  return retryAdvice(findings);
}

/**
 * Whether the box is to be run once more, on a fresh machine. What the runner said stands, and a lease that has lost its
 * keeper can hold no other machine. The box says how often at most, and a rule that knows what happened may say less.
 */
export function isWorthRetrying(run: Run): boolean {
  const { retries } = run.plan.box.options;
  return gaveNoAnswer(run) && run.attempt <= Math.min(retries, run.advice?.retries ?? retries);
}

/** Says why there is no further attempt where the box would have had one. */
export function tellOfRestraint(run: Run): void {
  const { advice, attempt, plan } = run;
  if (advice === undefined || isWorthRetrying(run) || attempt > plan.box.options.retries) return;
  const after = attempt === 1 ? 'A fresh machine would' : 'Another fresh machine would';
  notice(
    run,
    'info',
    `It is not tried again. ${after} hardly help: ${advice.title} (${advice.rule}).`,
  );
}

function gaveNoAnswer({ phases: { failure }, runnerExitCode, lease }: Run): boolean {
  return (
    failure !== undefined &&
    runnerExitCode === null &&
    lease.isKept() &&
    NO_ANSWER.has(failure.verdict) &&
    !BEFORE_THE_MACHINE.has(failure.phase)
  );
}

/** Whether the machine is to stay after its last attempt: somebody asked for it, and it has something to show. */
export function isWorthKeeping(run: Run): boolean {
  return (
    run.plan.box.options.keep === 'on-failure' &&
    run.phases.failure !== undefined &&
    !isWorthRetrying(run)
  );
}
