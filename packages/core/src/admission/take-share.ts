import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isStopped, lifeOf } from '../process';
import { bindName, holdingName } from '../leases/hold-name';
import { type Claim, type Share, admit } from './admit';
import { demandWithin } from './budget';
import { type Claims, idOf, nameOf, parseClaims, scopeOf } from './claim-name';
import { describeWait } from './describe';

/** What it takes to hold a share: a listening socket of that name, open for as long. */
export type Hold<T> = (name: string) => Promise<T>;

export interface Wanted<T> {
  box: string;
  share: Share;
  hold: Hold<T>;
}

interface Ground {
  cacheDir: string;
  signal: AbortSignal;
  /** What there is to give out; asked at each look, for memory comes and goes. */
  budget: () => Share;
  /** Why it waits, in words without an end: at once, whenever others come or go, and each minute. */
  onWait: (why: string) => Promise<void>;
}

const SOCKETS = '/proc/net/unix';
const LOOK_MS = 250;
const TELL_MS = 60_000;
/** To look and to hold takes milliseconds. */
const PATIENCE_MS = 5000;

/**
 * Waits for a share of this host, first come first served among all processes with the same cache folder, and has it
 * held. Resolves to what `hold` did. Raises BOX_TOO_LARGE when nobody is left to wait for, and the signal's reason.
 */
export async function takeShare<T>(
  { box, share, hold }: Wanted<T>,
  { cacheDir, signal, budget, onWait }: Ground,
): Promise<T> {
  mkdirSync(cacheDir, { recursive: true });
  const scope = scopeOf(cacheDir);
  const claim = claimOf(box, share);
  const look = (): Claims => {
    const { holdings, waiting } = parseClaims(readFileSync(SOCKETS, 'utf8'), scope);
    // One that was stopped would not go, whoever waits for it to.
    return { holdings, waiting: waiting.filter(({ pid }) => !isStopped(pid)) };
  };
  const isNext = (claims: Claims) =>
    admit(budget(), claims.holdings, claims.waiting).some(({ id }) => id === claim.id);
  // To look and to hold is one step: of two that look at once, one sees what the other holds.
  const tryToHold = () =>
    holdingName(`${scope} admits`, PATIENCE_MS, async () =>
      isNext(look()) ? { value: await hold(nameOf(claim, 'holds', scope)) } : undefined,
    );
  const tell = teller(claim, onWait);
  demandWithin(budget(), share, box);
  const mark = await bindName(nameOf(claim, 'waits', scope));
  try {
    for (;;) {
      signal.throwIfAborted();
      const claims = look();
      const held = isNext(claims) ? await tryToHold() : undefined;
      if (held !== undefined) return held.value;
      const now = budget();
      if (claims.holdings.length === 0) demandWithin(now, share, box);
      await tell(now, claims);
      await sleep(LOOK_MS, undefined, { signal });
    }
  } finally {
    mark?.close();
  }
}

/** Holds a share in this process; resolves to what gives it back. */
export const holdHere: Hold<() => void> = async (name) => {
  const socket = await bindName(name);
  return () => socket?.close();
};

function claimOf(box: string, share: Share): Claim {
  // One clock for all processes of the host.
  const arrivedAt = Number(process.hrtime.bigint() / 1000n);
  const claim = { box, pid: process.pid, arrivedAt, share };
  return { ...claim, id: idOf(claim) };
}

function teller(
  claim: Claim,
  onWait: Ground['onWait'],
): (budget: Share, claims: Claims) => Promise<void> {
  let last = '';
  let toldAt = 0;
  return async (budget, claims) => {
    // How much is free changes all the time; who is there does not.
    const who = JSON.stringify(
      [claims.holdings, claims.waiting].map((all) => all.map(({ id }) => id)),
    );
    if (who === last && performance.now() - toldAt < TELL_MS) return;
    last = who;
    toldAt = performance.now();
    await onWait(describeWait(claim, budget, claims, (pid) => lifeOf(pid) !== null));
  };
}
