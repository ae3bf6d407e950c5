import { type Lease, remainsOf } from '@flightline/core/leases';
import { quoteForShell } from '../../channels';
import type { Machine } from '../../drivers';
import { endAll } from './end-all';
import { findLeft } from './find-left';
import { guestRunner, runnerEnv } from './guest';
import type { Session } from './session';

const MINUTE_MS = 60_000;

/**
 * Leaves a machine to its keeper for some minutes, and says how to get in and how to run the runner there. One of the
 * same box that was left before is ended: a box that fails again and again holds one machine. False when
 * it is not alive any more, or the run was interrupted: who wants it to end wants no machine.
 */
export async function leaveMachine(
  session: Session,
  machine: Machine,
  minutes: number,
): Promise<boolean> {
  const died = await Promise.race([machine.died, Promise.resolve(undefined)]);
  if (died !== undefined || session.task.signal.aborted) return false;
  await endEarlier(session);
  const deadline = new Date(Date.now() + minutes * MINUTE_MS);
  const lease = await session.lease.leave(deadline, machine.entry);
  await machine.letGo();
  const { box } = session.plan;
  session.reporter.emit({
    type: 'report',
    scope: box.name,
    lines: [...describeLease(lease), `run again   ${runAgain(session)}`],
    data: lease,
  });
  return true;
}

async function endEarlier({ plan, reporter, task, parts }: Session): Promise<void> {
  const earlier = findLeft(task, parts);
  const because = 'A newer one of the box takes its place.';
  const remains = earlier.map((found) => remainsOf(found, because));
  await endAll(remains, { reporter, scope: plan.box.name }, parts);
}

/** E.g. `14:05 (in 60 min)`. */
function clock(deadline: string): string {
  const minutes = Math.round((Date.parse(deadline) - Date.now()) / MINUTE_MS);
  const time = new Date(deadline).toLocaleTimeString('en-GB', { timeStyle: 'short' });
  return `${time} (in ${minutes} min)`;
}

/** How to get into a machine that is up, and when it goes. */
export function describeLease({ box, deadline, entry }: Lease): string[] {
  return [
    `'${box}' is up until ${clock(deadline)}; then it is destroyed.`,
    `enter       nx run ${box}:vm-ssh`,
    ...(entry === null ? [] : [`or          ${quoteForShell(entry.shell)}`]),
    `destroy     nx run ${box}:vm-down`,
  ];
}

/** The command that runs the runner in the guest as vm-run does. */
function runAgain({ plan: { box, runner } }: Session): string {
  const { name, options } = box;
  const variables = Object.entries(runnerEnv(name, options)).map(
    ([key, value]) => `${key}=${value}`,
  );
  const line = quoteForShell([
    'env',
    ...variables,
    guestRunner(runner.path),
    ...options.runnerArgs,
  ]);
  return quoteForShell(['nx', 'run', `${name}:vm-ssh`, '--command', line]);
}
