import { freemem } from 'node:os';
import { type Check, type Outcome, fail, pass, skip, warn } from '../../check';
import type { Box } from '../../model';
import { hasGuest } from './guests';

const MIB = 1024 * 1024;

/**
 * Memory that can be given out without swapping, in bytes: what Node calls free is MemAvailable on Linux. Never
 * more than the limit of this process's control group.
 */
export function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(freemem(), limit) : freemem();
}

/** Says whether the boxes fit into memory; `read` gives what is available, in bytes. */
export function memoryCheck(read: () => number): Check {
  return {
    id: 'memory',
    stage: 'host',
    title: 'There is memory for the boxes',
    why: 'A guest that does not fit is killed by the host in the middle of a run, or slows all others down.',
    run: ({ boxes }) => Promise.resolve(judge(boxes.filter(hasGuest), Math.floor(read() / MIB))),
  };
}

function judge(boxes: readonly Box[], available: number): Outcome {
  const [biggest] = [...boxes].sort((a, b) => b.options.memory - a.options.memory);
  if (biggest === undefined) return skip('No box needs memory.');
  const { name, options } = biggest;
  if (options.memory > available) {
    return fail(
      `Box '${name}' asks for ${options.memory} MiB and ${available} MiB are available.`,
      `Close other programs, run fewer boxes at once (${atOnce(1)}), or lower 'memory' of '${name}'.`,
    );
  }
  const all = boxes.reduce((sum, box) => sum + box.options.memory, 0);
  if (all > available) {
    return warn(
      `All boxes at once ask for ${all} MiB and ${available} MiB are available.`,
      `Run fewer boxes at once: ${atOnce(Math.floor(available / options.memory))}.`,
    );
  }
  return pass(`${all} MiB asked for, ${available} MiB available`);
}

/** How a person says how many boxes run at once. */
function atOnce(boxes: number): string {
  return `--parallel=${boxes} of 'nx run-many', or --jobs=${boxes} of 'validate'`;
}

export const memory = memoryCheck(availableMemory);
