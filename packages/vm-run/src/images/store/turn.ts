import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '@flightline/core/errors';
import { type Life, ownLife, whereabouts } from '@flightline/core/process';

interface Turn {
  /** The file that says whose turn it is. */
  path: string;
  /** Who asks, for the others to read. */
  box: string;
  signal: AbortSignal;
  /** Called for each other one that has the turn. */
  onWait: (holder: Holder) => void;
  /** Longest wait in ms. */
  limit?: number;
}

interface Holder extends Life {
  box: string;
}

const LIMIT_MS = 30 * 60_000;
const POLL_MS = 250;

/**
 * Runs `use` while no other process does so with the same path. A holder that died gives its turn up. The turn
 * saves work and guards nothing: two that got in by a race make the same thing twice. Raises IMAGE_BUILD_FAILED
 * after `limit`.
 */
export async function withTurn<T>(turn: Turn, use: () => Promise<T>): Promise<T> {
  const leave = await takeTurn(turn);
  try {
    return await use();
  } finally {
    leave();
  }
}

/** Waits for a turn; resolves to what ends it. Raises what `withTurn` raises. */
export async function takeTurn(turn: Turn): Promise<() => void> {
  const deadline = Date.now() + (turn.limit ?? LIMIT_MS);
  let waitingFor: number | undefined;
  while (!tryToHold(turn)) {
    const holder = readHolder(turn.path);
    if (holder === undefined || whereabouts(holder) !== 'alive') {
      rmSync(turn.path, { force: true });
      continue;
    }
    if (Date.now() > deadline) throw waitedTooLong(turn.path, holder);
    if (holder.pid !== waitingFor) turn.onWait(holder);
    waitingFor = holder.pid;
    await sleep(POLL_MS, undefined, { signal: turn.signal });
  }
  return () => {
    if (readHolder(turn.path)?.pid === process.pid) rmSync(turn.path, { force: true });
  };
}

/** The file appears with its content or not at all. */
function tryToHold({ path, box }: Turn): boolean {
  const holder: Holder = { ...ownLife(), box };
  const aside = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(aside, JSON.stringify(holder));
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Who has a turn just now; undefined when nobody who lives has it. */
export function turnHolder(path: string): Holder | undefined {
  const holder = readHolder(path);
  return holder !== undefined && whereabouts(holder) === 'alive' ? holder : undefined;
}

function waitedTooLong(path: string, { pid, box }: Holder): EnvironmentError {
  return new EnvironmentError(
    'IMAGE_BUILD_FAILED',
    `Process ${pid} (box '${box}') has been making the same image for very long.`,
    `Look what it does; when it hangs, end it. Its mark is '${path}'.`,
  );
}
