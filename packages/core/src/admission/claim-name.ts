// Who holds and who waits stands in the names of abstract unix sockets, unix(7), which all processes of a network
// namespace can read in /proc/net/unix. The kernel takes a name away with the last process that has its socket open, so
// nothing has to be deleted after a kill.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Claim } from './admit';

export type ClaimState = 'holds' | 'waits';

export interface Claims {
  holdings: Claim[];
  waiting: Claim[];
}

/** Characters of an id, so that a name fits into the 107 bytes that unix(7) has for it beside the zero byte in front. */
const ID_LENGTH = 64;

/** What the names of all who share one budget begin with: it belongs to a cache folder. */
export function scopeOf(cacheDir: string): string {
  const digest = createHash('sha256').update(realpathSync(cacheDir)).digest('hex');
  return `flightline-budget-${digest.slice(0, 16)}`;
}

/** What tells a claim from all others, and says all there is to say about it; a long name of a box is cut. */
export function idOf({ arrivedAt, pid, share, box }: Omit<Claim, 'id'>): string {
  const numbers = [arrivedAt, pid, share.memory, share.cpus, share.boots].join('/');
  return `${numbers}/${box.replaceAll(/[^\w./-]/g, '_')}`.slice(0, ID_LENGTH);
}

/** The name of the socket that makes a claim, with the zero byte in front. */
export function nameOf({ id }: Pick<Claim, 'id'>, state: ClaimState, scope: string): string {
  return `\0${scope}/${state}/${id}`;
}

const ID = /^(\d+)\/(\d+)\/(\d+)\/(\d+)\/(\d+)\/([\w./-]+)$/;

/** All claims in the text of /proc/net/unix, proc(5). Who holds already waits no longer. */
export function parseClaims(text: string, scope: string): Claims {
  const found = { holds: new Map<string, Claim>(), waits: new Map<string, Claim>() };
  for (const line of text.split('\n')) {
    // Zero bytes are shown as `@`.
    const name = line.slice(line.indexOf('@') + 1).replace(/@+$/, '');
    const state = (['holds', 'waits'] as const).find((one) => name.startsWith(`${scope}/${one}/`));
    const claim = state && parseId(name.slice(`${scope}/${state}/`.length));
    if (state !== undefined && claim !== undefined) found[state].set(claim.id, claim);
  }
  const waiting = [...found.waits.values()].filter(({ id }) => !found.holds.has(id));
  return { holdings: [...found.holds.values()], waiting };
}

function parseId(id: string): Claim | undefined {
  const [, arrivedAt, pid, memory, cpus, boots, box = ''] = ID.exec(id) ?? [];
  if (arrivedAt === undefined) return undefined;
  const share = { memory: Number(memory), cpus: Number(cpus), boots: Number(boots) };
  return { id, box, pid: Number(pid), arrivedAt: Number(arrivedAt), share };
}
