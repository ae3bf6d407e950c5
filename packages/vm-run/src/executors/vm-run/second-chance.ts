import type { Phase, Verdict } from '@flightline/core/model';
import type { Run } from './run';

/** The product has not been heard, so hearing it once more hides nothing. */
const NO_ANSWER: ReadonlySet<Verdict> = new Set<Verdict>(['infra', 'image']);

/** Before a machine is tried nothing is different the next time. */
const BEFORE_THE_MACHINE: ReadonlySet<Phase> = new Set<Phase>(['host', 'admit', 'image']);

/**
 * Whether the box is to be run once more, on a fresh machine. What the runner said stands, and a lease that has lost its
 * keeper can hold no other machine.
 */
export function isWorthRetrying({ phases, attempt, plan, runnerExitCode, lease }: Run): boolean {
  const { failure } = phases;
  return (
    failure !== undefined &&
    runnerExitCode === null &&
    attempt <= plan.box.options.retries &&
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
