// Carries a fault out.
import { type Lease, findLeases } from '@flightline/core/leases';
import { type Life, whereabouts } from '@flightline/core/process';
import type { Target } from './faults';
import { processesOf } from './processes';
import type { Round } from './rounds';
import type { Stage } from './stage';
import type { Run } from './start-run';

interface Aim {
  stage: Stage;
  run: Run;
  lease: Lease | undefined;
}

/** Signals what there is of each target; true when something got it. */
type Hit = (aim: Aim, signal: NodeJS.Signals) => boolean;

const HITS: Readonly<Record<Target, Hit>> = {
  nx: ({ run }, signal) => signalLife(run.nx, signal),
  terminal: ({ run }, signal) => signalPid(run.handle.pid ?? 0, signal),
  // On a terminal its driver makes a signal of the key; without one, a shell signals the whole group.
  foreground: ({ run }, signal) =>
    run.mode.terminal === 'pipes' ? signalPid(-run.nx.pid, signal) : pressCtrlC(run),
  session: ({ stage, run }, signal) => {
    const all = processesOf(stage.mark, []);
    const own = all.find(({ pid }) => pid === run.nx.pid)?.session ?? run.nx.pid;
    const met = all.filter(({ session }) => session === own);
    return met.map(({ pid }) => signalPid(pid, signal)).includes(true);
  },
  executor: ({ lease }, signal) => signalLife(lease?.owner, signal),
  keeper: ({ lease }, signal) => signalLife(lease?.keeper, signal),
  // It leads a group of its own.
  machine: ({ lease }, signal) => signalLife(lease?.machine, signal, -1),
};

/** Deals the blows one right after the other; false when none of them met anything. */
export function strike(stage: Stage, run: Run, { fault, box }: Round): boolean {
  const lease = leaseOf(stage, box);
  const met = fault.blows.map(([target, signal]) => HITS[target]({ stage, run, lease }, signal));
  return met.includes(true);
}

/** The lease of a box whose run goes on. */
export const leaseOf = ({ cacheDir }: Stage, box: string): Lease | undefined =>
  findLeases(cacheDir)
    .map(({ lease }) => lease)
    .find((lease) => lease.box === box);

function pressCtrlC({ handle }: Run): boolean {
  return handle.stdin?.write('\x03') !== undefined;
}

function signalLife(
  life: Life | null | undefined,
  signal: NodeJS.Signals,
  group: 1 | -1 = 1,
): boolean {
  if (life == null || whereabouts(life) !== 'alive') return false;
  return signalPid(group * life.pid, signal);
}

export function signalPid(pid: number, signal: NodeJS.Signals): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
