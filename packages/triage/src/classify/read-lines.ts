import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { printable } from '@flightline/core/events';

/** A line, or a part of one: parts of the same line have the same number. */
export interface LogLine {
  number: number;
  /** Printable, without its line end. */
  text: string;
}

/** A longer line comes in parts, so that memory stays constant whatever a guest prints. */
const MAX_PART = 64 * 1024;

/**
 * Hands on the lines of a log as a reader sees them: ANSI sequences and NULs are gone, invalid UTF-8 is replaced, and
 * each state of a line that carriage returns overwrote is a part of it. A log that does not exist has no lines.
 */
export async function readLog(path: string, onLine: (line: LogLine) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let number = 1;
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: MAX_PART })) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) handOn(number++, line, onLine);
      if (rest.length >= MAX_PART) {
        handOn(number, rest, onLine);
        rest = '';
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  rest += decoder.end();
  if (rest !== '') handOn(number, rest, onLine);
}

/** The same for lines that somebody has already split. */
export async function numberLines(
  lines: AsyncIterable<string>,
  onLine: (line: LogLine) => void,
): Promise<void> {
  let number = 1;
  for await (const line of lines) handOn(number++, line, onLine);
}

function handOn(number: number, line: string, onLine: (line: LogLine) => void): void {
  for (const text of printable(line).split('\n')) onLine({ number, text });
}
