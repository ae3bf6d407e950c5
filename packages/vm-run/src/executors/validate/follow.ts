// The inner nx runs the boxes in processes of their own; what they do is read from their events.ndjson as it
// grows. Nx's own output is no source: it differs between terminals, CI and cache hits.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { StampedEvent } from '@flightline/core/events';
import { readEvidence } from '@flightline/core/evidence';
import type { Box } from '@flightline/core/model';

/** Where the reader of one box stands. */
interface Position {
  path: string | undefined;
  offset: number;
  decoder: StringDecoder;
  rest: string;
}

/** How much is read at once, so that a box that says a lot does not starve the others. */
const READ_BYTES = 256 * 1024;

export interface Follower {
  /** Reads what is new since the last call. */
  poll(): void;
  /** Boxes that started to run while they were followed; the others came from the cache. */
  readonly seen: ReadonlySet<string>;
}

/** Follows the runs of boxes that begin after this call. */
export function followBoxes(
  evidenceDir: string,
  boxes: readonly Box[],
  onEvent: (event: StampedEvent) => void,
): Follower {
  const positions = new Map(boxes.map(({ name }) => [name, start()]));
  const seen = new Set<string>();
  // A cache hit restores a result.json of earlier; a run of ours starts later than this.
  const beganAt = Date.now();
  return {
    seen,
    poll: () => {
      for (const { name, options } of boxes) {
        const position = positions.get(name);
        if (position === undefined) continue;
        const evidence = readEvidence(evidenceDir, name, options.hostname);
        if ('result' in evidence && Date.parse(evidence.result.startedAt) >= beganAt) {
          seen.add(name);
          position.path = evidence.paths.events;
        }
        for (const event of readNew(position)) onEvent(event);
      }
    },
  };
}

function start(): Position {
  return { path: undefined, offset: 0, decoder: new StringDecoder('utf8'), rest: '' };
}

/** The file moves from the staging folder to its final place while it is read; its content stays the same. */
function readNew(position: Position): StampedEvent[] {
  const text = position.rest + readBytes(position);
  const lines = text.split('\n');
  position.rest = lines.pop() ?? '';
  return lines.flatMap(parseEvent);
}

/** A line that a full disk cut short says nothing. */
function parseEvent(line: string): StampedEvent[] {
  try {
    return [JSON.parse(line) as StampedEvent];
  } catch {
    return [];
  }
}

function readBytes(position: Position): string {
  if (position.path === undefined) return '';
  let file: number;
  try {
    file = openSync(position.path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const size = Math.min(READ_BYTES, fstatSync(file).size - position.offset);
    const bytes = Buffer.alloc(Math.max(0, size));
    const read = readSync(file, bytes, 0, bytes.length, position.offset);
    position.offset += read;
    return position.decoder.write(bytes.subarray(0, read));
  } finally {
    closeSync(file);
  }
}
