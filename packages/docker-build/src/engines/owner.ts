// What a build keeps in an engine's store for its own use carries the process it belongs to in its name, because a label
// would make another image of it each time. So two builds never take each other's, and what a dead one left is known.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { ownLife, whereabouts } from '@flightline/core/process';

/**
 * Names this process as images and containers want it: its number, the ticks from boot to its start, and eight hex
 * digits for the host and the namespace in which the number holds.
 */
export function ownerName(): string {
  const { pid, startedAt } = ownLife();
  return [pid, startedAt ?? 0, place()].join('-');
}

function place(): string {
  const { host, pidNamespace } = ownLife();
  const facts = JSON.stringify([host, hostname(), pidNamespace]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 8);
}

/** The name by which a build finds its own image again, whatever others call theirs. */
export const ownName = ({ image }: { image: string }): string => `${image}:${ownerName()}`;

/** Variable of each command of a build, with the name of its owner. */
export const OWNER_VARIABLE = 'FLIGHTLINE_BUILD';

/** Names that builds give, up to their owner: of images, of containers copied out of, and of those that bases are made in. */
const GIVEN =
  /^(?:localhost\/flightline\/[a-z0-9-]+:|flightline-export-|flightline-base-[0-9a-f]+-)(?=\d)/;

/** Says of the name of an image or a container whether a build gave it whose process has ended, on this very host. */
export function isAbandoned(name: string): boolean {
  return GIVEN.test(name) && hasEnded(name.replace(GIVEN, ''));
}

const OWNER = /^(\d+)-(\d+)-([0-9a-f]{8})$/;

/** Says of the name of an owner whether its process has ended, on this very host. */
export function hasEnded(owner: string): boolean {
  const [, pid, startedAt, where] = OWNER.exec(owner) ?? [];
  if (startedAt === undefined || startedAt === '0' || where !== place()) return false;
  return whereabouts({ ...ownLife(), pid: Number(pid), startedAt }) === 'gone';
}
