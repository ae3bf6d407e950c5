import { open } from 'node:fs/promises';
import { printable } from '@flightline/core/events';

/** More than this is not read for a tail, however long its lines are. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The last lines of a file, printable; read from its end. */
export async function readTail(path: string, count: number): Promise<string[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - MAX_BYTES);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(size - start),
      0,
      size - start,
      start,
    );
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/\r?\n$/, '')
      .split('\n');
    // The first may begin in the middle.
    if (start > 0) lines.shift();
    return lines
      .slice(-count)
      .flatMap((line) => printable(line).split('\n'))
      .slice(-count);
  } finally {
    await file.close();
  }
}
