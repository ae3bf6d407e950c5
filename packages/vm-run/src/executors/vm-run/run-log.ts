import { closeSync, openSync, writeSync } from 'node:fs';
import { formatBytes, printable } from '@flightline/core/events';

/** What a log takes: one more byte or line, and it is cut. */
export interface LogLimits {
  bytes: number;
  lines: number;
}

/** A runaway loop must not fill the host's disk, and each line is written, shown and searched by itself. */
const LIMITS: LogLimits = { bytes: 64 * 1024 * 1024, lines: 1_000_000 };

/** The log of a runner: UTF-8, a line a line, without escape sequences and secrets, cut at 64 MiB or a million lines. */
export interface RunLog {
  /** Writes a line at once and returns it as written; undefined when it is left out. Never throws. */
  write(line: string): string | undefined;
  /** Why the first line that it did not take was not taken. */
  readonly failure: Error | undefined;
  close(): void;
}

/** @param redacted takes the secrets out of a line */
export function openRunLog(
  path: string,
  limits: LogLimits = LIMITS,
  redacted: (line: string) => string = (line) => line,
): RunLog {
  const file = openSync(path, 'a');
  let bytes = 0;
  let lines = 0;
  let isOver = false;
  let failure: Error | undefined;
  const append = (text: string): string | undefined => {
    try {
      bytes += writeSync(file, `${text}\n`);
      // What overwrote itself in the guest has become lines.
      lines += text.split('\n').length;
      return text;
    } catch (error) {
      // Lines arrive in the callbacks of a stream, where nobody catches.
      failure ??= Object.assign(error as Error, { path });
      isOver = true;
      return undefined;
    }
  };
  const cut = (limit: string) => {
    isOver = true;
    return append(
      `(The log is cut here: the runner said more than ${limit}; the rest is left out.)`,
    );
  };
  return {
    get failure() {
      return failure;
    },
    write: (line) => {
      if (isOver) return undefined;
      if (bytes > limits.bytes) return cut(formatBytes(limits.bytes));
      if (lines >= limits.lines) return cut(`${limits.lines} lines`);
      return append(printable(line).split('\n').map(redacted).join('\n'));
    },
    close: () => {
      isOver = true;
      closeSync(file);
    },
  };
}
