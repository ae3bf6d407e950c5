import { closeSync, openSync, writeSync } from 'node:fs';
import { formatBytes, printable } from '@flightline/core/events';

/** More of a runner's output is not kept: a runaway loop must not fill the host's disk. In bytes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The log of a runner: UTF-8, a line a line, without escape sequences, cut at 64 MiB. */
export interface RunLog {
  /** Writes a line at once and returns it as written; undefined when it is left out. Never throws. */
  write(line: string): string | undefined;
  /** Raises the first failure of a write. */
  close(): void;
}

export function openRunLog(path: string, limit: number = MAX_BYTES): RunLog {
  const file = openSync(path, 'a');
  let written = 0;
  let failure: Error | undefined;
  const append = (text: string): string | undefined => {
    try {
      written += writeSync(file, `${text}\n`);
      return text;
    } catch (error) {
      // Lines arrive in the callbacks of a stream, where nobody catches.
      failure ??= error as Error;
      return undefined;
    }
  };
  return {
    write: (line) => {
      if (failure !== undefined || written > limit) return undefined;
      const kept = append(printable(line));
      return written > limit
        ? append(`(the runner said more than ${formatBytes(limit)}; the rest is left out)`)
        : kept;
    },
    close: () => {
      closeSync(file);
      if (failure !== undefined) throw failure;
    },
  };
}
