import { closeSync, openSync, writeSync } from 'node:fs';
import { printable } from '@flightline/core/events';

/** The log of a runner: UTF-8, a line a line, without escape sequences. */
export interface RunLog {
  /** Writes a line at once and returns it as written. */
  write(line: string): string;
  close(): void;
}

export function openRunLog(path: string): RunLog {
  const file = openSync(path, 'a');
  return {
    write: (line) => {
      const text = printable(line);
      writeSync(file, `${text}\n`);
      return text;
    },
    close: () => closeSync(file),
  };
}
