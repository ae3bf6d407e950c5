// The budget of the host: room for a machine before anything of it is made, and a core for each cold boot.
import {
  type Hold,
  ONE_BOOT,
  type Share,
  describeShare,
  holdHere,
  shareOf,
} from '@flightline/core/admission';
import { cacheDir } from '@flightline/core/host';
import { deadlineOf } from './limits';
import type { Session } from './session';

/** Waits until there is room for the machine of a box; its keeper then holds it. False when it cannot, and the phases know why. */
export async function admitMachine(session: Session): Promise<boolean> {
  const { lease, plan, facts } = session;
  const share = shareOf(plan.box, facts?.emulated === true);
  const admitted = await wait(session, share, async (name) => {
    await lease.hold(name);
    return true;
  });
  return admitted === true;
}

/** Runs a cold boot; where no hardware helps, as one of so many at once. */
export async function inBootPlace<T>(session: Session, boot: () => Promise<T>): Promise<T> {
  if (session.facts?.emulated !== true) return boot();
  const leave = await wait(session, ONE_BOOT, holdHere);
  if (leave === undefined) throw session.phases.failure?.error;
  try {
    return await boot();
  } finally {
    leave();
  }
}

/** Waits for others as a phase of its own; raises what `wait` raises. */
export async function inLine<T>(
  { phases, lease, plan }: Session,
  what: string,
  wait: () => Promise<T>,
): Promise<T> {
  const got = await phases.run('admit', async (_signal, describe) => {
    const value = await wait();
    await lease.renew(deadlineOf(plan.box.options));
    describe(what);
    return { value };
  });
  if (got === undefined) throw phases.failure?.error;
  return got.value;
}

/** A phase without a limit. The deadline of the lease moves with it: who waits does not hang. */
function wait<T>(session: Session, share: Share, hold: Hold<T>): Promise<T | undefined> {
  const { phases, parts, plan, task, reporter, lease } = session;
  const cache = cacheDir(task.env);
  const renew = () => lease.renew(deadlineOf(plan.box.options));
  const work = async (signal: AbortSignal, describe: (detail: string) => void) => {
    const held = await parts.takeShare(
      { box: plan.box.name, share, hold },
      {
        cacheDir: cache,
        signal,
        budget: () => parts.readBudget(task.env, cache),
        onWait: async (why) => {
          reporter.emit({ type: 'progress', scope: plan.box.name, phase: 'admit', detail: why });
          await renew();
        },
      },
    );
    await renew();
    describe(describeShare(share));
    return held;
  };
  return phases.run('admit', work);
}
