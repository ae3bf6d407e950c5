// What a build keeps in an engine's store for its own use carries the process it belongs to in its name, because a label
// would make another image of it each time. So two builds never take each other's.
import { createHash } from 'node:crypto';
import { ownLife } from '@flightline/core/process';

/**
 * Names this process as images and containers want it: its number, the ticks from boot to its start, and eight hex
 * digits for the host and the namespace in which the number holds.
 */
export function ownerName(): string {
  const { pid, startedAt, host, pidNamespace } = ownLife();
  const place = createHash('sha256')
    .update(JSON.stringify([host, pidNamespace]))
    .digest('hex');
  return [pid, startedAt ?? 0, place.slice(0, 8)].join('-');
}

/** The name by which a build finds its own image again, whatever others call theirs. */
export const ownName = ({ image }: { image: string }): string => `${image}:${ownerName()}`;
