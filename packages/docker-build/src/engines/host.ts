import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg, userInfo } from 'node:os';
import { findCommands } from '@flightline/core/host';
import { userId } from '@flightline/core/process';
import type { HostFacts, LifeLine } from './engine';
import type { Account } from './rootless';

export function hostFacts(env: HostFacts['env']): HostFacts {
  return {
    env,
    account: account(),
    findCommands: (name) => findCommands(env['PATH'] ?? '', name),
  };
}

/** Setpriv of util-linux, where it is installed: an engine is told to end (and to put away its containers) with us. */
export function lifeLine({ findCommands: find }: HostFacts): LifeLine {
  const [setpriv] = find('setpriv');
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'TERM'];
}

/** On a host with nothing else to do an engine answers within a second. */
const PATIENCE_MS = 60_000;
const MOST = 15;

/** How long an engine may take for something small, in ms: longer where more work waits for each processor. */
export function patience(): number {
  const waiting = Math.max(...loadavg()) / availableParallelism();
  return Math.round(PATIENCE_MS * Math.min(MOST, Math.max(1, waiting)));
}

/** Names this start of the host, see random(4); null on systems that have no such name. */
export function bootId(): string | null {
  return contentOf('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

function account(): Account | undefined {
  const uid = userId();
  if (uid <= 0) return undefined;
  const [subuid = '', subgid = ''] = ['/etc/subuid', '/etc/subgid'].map(contentOf);
  return { name: nameOf(uid), uid, subuid, subgid };
}

/** In a container there may be no name for the number. */
function nameOf(uid: number): string {
  try {
    return userInfo().username;
  } catch {
    return String(uid);
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
