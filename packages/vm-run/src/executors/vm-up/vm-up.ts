// A machine for a person: as vm-run makes it, up to the moment before the runner starts.
import { join } from 'node:path';
import type { Task } from '@flightline/core/executor';
import type { HeldLease } from '@flightline/core/leases';
import { redacted } from '@flightline/core/redaction';
import { boxOf } from '../session/box-of';
import { endLeftovers } from '../session/end-all';
import { findLeft } from '../session/find-left';
import { describeLease, leaveMachine } from '../session/leave';
import { deadlineOf } from '../session/limits';
import { type Parts, REAL_PARTS } from '../session/parts';
import { Phases } from '../session/phases';
import { type BoxPlan, placeBox, planBox } from '../session/plan';
import { destroyMachine, furnish, limitsOf, prepareHost, startMachine } from '../session/prepare';
import { NOTHING_KNOWN, type Session, notice, redactionOf, tellError } from '../session/session';
import { takeBoxLease } from '../session/take-box-lease';
import { RunFailure } from '../session/verdict';
import type { VmUpExecutorSchema } from './schema';

/**
 * Leaves a machine of the box running and says how to get in; says so, too, when one is up already. True when one is
 * up. Raises what a box that cannot be run raises in vm-run.
 */
export async function vmUp(
  { for: minutes }: VmUpExecutorSchema,
  task: Task,
  parts: Parts = REAL_PARTS,
): Promise<boolean> {
  const place = placeBox(boxOf(task).definition, task);
  await endLeftovers(task, parts);
  const [standing] = findLeft(task, parts);
  if (standing !== undefined) {
    const { lease } = standing;
    const lines = describeLease(lease);
    task.reporter.emit({ type: 'report', scope: place.box.name, lines, data: lease });
    return true;
  }
  const plan = await planBox(place, task, parts);
  const deadline = deadlineOf(plan.box.options);
  const lease = await takeBoxLease(plan.box.name, 'debug', deadline, task, parts);
  let left = false;
  try {
    const session = sessionOf(plan, task, parts, lease);
    left = await bringUp(session, minutes ?? plan.box.options.keepFor);
    return left;
  } finally {
    if (!left) await lease.end();
  }
}

function sessionOf(plan: BoxPlan, task: Task, parts: Parts, lease: HeldLease): Session {
  const redaction = redactionOf(plan, task);
  const reporter = redacted(task.reporter, redaction);
  return {
    ...{ plan, task, parts, lease, reporter, redaction },
    ...NOTHING_KNOWN,
    consoleLog: join(lease.folder, 'console.log'),
    phases: new Phases(plan.box.name, reporter, task.signal),
  };
}

async function bringUp(session: Session, minutes: number): Promise<boolean> {
  const { phases } = session;
  if (await prepareHost(session)) {
    const limits = limitsOf(session);
    const machine = await startMachine(session, limits);
    if (machine !== undefined) {
      const ready = await furnish(session, machine, limits);
      if (ready && (await leaveMachine(session, machine, minutes))) return true;
    }
    await destroyMachine(session, machine);
  }
  const ended = new RunFailure('infra', 'It ended before it could be left.');
  tellWhy(session, phases.failure?.error ?? ended);
  return false;
}

/** There is no verdict that would say it. */
function tellWhy(session: Session, error: unknown): void {
  if (error instanceof RunFailure) notice(session, 'warn', `No machine is up. ${error.message}`);
  else tellError(session, error);
}
