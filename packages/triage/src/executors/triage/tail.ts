import { open } from 'node:fs/promises';
import { printable } from '@flightline/core/events';

/** More than this is not read for a tail, however long its lines are. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The last lines of a file, printable; read from its end. */
export async function readTail(path: string, count: number): Promise<string[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, MAX_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const text = printable(buffer.toString('utf8', 0, bytesRead)).replace(/\n$/, '');
    if (text === '') return [];
    // The first may begin in the middle.
    const whole = text.split('\n').slice(length < size ? 1 : 0);
    return whole.slice(-count);
  } finally {
    await file.close();
  }
}
