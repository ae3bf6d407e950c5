import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { clearLease, endLease } from '../../bin/end-lease.js';
import { linkRuntime, signRuntime } from '../../bin/runtime-folder.js';
import { EnvironmentError, FlightlineError } from '../errors';
import { type PendingEvidence, writeFileAtomically } from '../evidence';
import { ensureRuntimeDir } from '../host/cache-dir';
import { type Runner, ownLife, userId } from '../process';
import type { HeldLease } from './held-lease';
import { type KeeperLine, callKeeper } from './keeper-line';
import type { Lease, Purpose } from './lease';
import { startMachine } from './machine-handle';

const KILL_GRACE_MS = 5000;

/** What a machine is wanted for. */
export interface Wanted {
  box: string;
  purpose: Purpose;
  /** Absolute path. */
  workspace: string;
  deadline: Date;
  evidence?: PendingEvidence;
}

interface Ground {
  runner: Runner;
  cacheDir: string;
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * Takes a lease `<cacheDir>/machines/<id>/lease.json`, makes its folders and starts its keeper. Raises KEEPER_FAILED,
 * after which nothing is left, and RUNTIME_FOLDER_UNSAFE.
 */
export async function takeLease(
  wanted: Wanted,
  { runner, cacheDir, env }: Ground,
): Promise<HeldLease> {
  const { file, folder, lease } = write(wanted, cacheDir, ensureRuntimeDir(env));
  try {
    const line = await callKeeper({ file, runtime: lease.runtime, runner, env });
    return hold(file, folder, lease, line);
  } catch (error) {
    await endLease(file, 'The keeper of the machine did not start.');
    throw error;
  }
}

/** Made aside and renamed: a folder of a machine always has a lease. */
function write(wanted: Wanted, cacheDir: string, runtimeDir: string) {
  const machines = join(cacheDir, 'machines');
  mkdirSync(machines, { recursive: true });
  const aside = mkdtempSync(join(machines, '.m-'));
  const id = basename(aside).slice(1);
  const folder = join(machines, id);
  const file = join(folder, 'lease.json');
  const lease: Lease = {
    schemaVersion: 1,
    id,
    box: wanted.box,
    purpose: wanted.purpose,
    workspace: wanted.workspace,
    uid: userId(),
    takenAt: new Date().toISOString(),
    deadline: wanted.deadline.toISOString(),
    owner: ownLife(),
    keeper: null,
    machine: null,
    runtime: join(runtimeDir, id),
    evidence: wanted.evidence ?? null,
    entry: null,
  };
  try {
    // First, so that whoever finds the folder knows by whom it is made.
    writeFileAtomically(join(aside, 'lease.json'), `${JSON.stringify(lease, null, 2)}\n`);
    mkdirSync(lease.runtime, { mode: 0o700 });
    signRuntime(lease.runtime);
    linkRuntime(lease.runtime, file);
    renameSync(aside, folder);
  } catch (error) {
    for (const made of [lease.runtime, aside]) rmSync(made, { recursive: true, force: true });
    throw error;
  }
  return { file, folder, lease };
}

function hold(file: string, folder: string, lease: Lease, line: KeeperLine): HeldLease {
  let kept = true;
  line.events.once('lost', () => (kept = false));
  /** Has the keeper do it, or this process when there is no keeper any more. */
  const orHere = async (order: string, here: () => Promise<void>) => {
    try {
      await line.ask(order).catch(async (error: unknown) => {
        if (!isLost(error)) throw error;
        await here();
      });
    } catch (error) {
      throw stuck(error, folder);
    }
  };
  return {
    id: lease.id,
    folder,
    runtime: lease.runtime,
    start: (argv, { killGrace = KILL_GRACE_MS } = {}) => startMachine(line, argv, killGrace),
    isKept: () => kept,
    hold: async (name) => {
      await line.ask('hold', { name });
    },
    renew: async (deadline) => {
      await line.ask('renew', { deadline: deadline.toISOString() });
    },
    answerFor: async (evidence) => {
      await line.ask('record', { change: { evidence } });
    },
    clear: () => orHere('clear', () => clearLease(file)),
    leave: async (deadline, entry) => {
      const answer = await line.ask('leave', { deadline: deadline.toISOString(), entry });
      line.hangUp();
      return answer['lease'] as Lease;
    },
    end: async () => {
      try {
        await orHere('end', () => endLease(file, 'The keeper of the machine was lost.'));
      } finally {
        line.hangUp();
      }
    },
  };
}

function isLost(error: unknown): boolean {
  return error instanceof FlightlineError && error.code === 'KEEPER_LOST';
}

function stuck(error: unknown, folder: string): EnvironmentError {
  return new EnvironmentError(
    'LEASE_STUCK',
    `The machine in '${folder}' could not be removed: ${(error as Error).message}`,
    `Mend that; the next run then removes the rest. What the machine is and where, says 'lease.json' there.`,
    { cause: error },
  );
}
