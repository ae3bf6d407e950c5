import { open } from 'node:fs/promises';
import type { LogState } from '../../thinking/doubts';

/** What vm-run writes as the last line of a log that it had to cut. */
const CUT = '(The log is cut here:';
const LAST_BYTES = 1024;

/** A log of vm-run ends with a line end, always. */
export async function logStateOf(path: string): Promise<LogState> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing';
    throw error;
  }
  try {
    const { size } = await file.stat();
    if (size === 0) return 'empty';
    const length = Math.min(size, LAST_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const end = buffer.toString('utf8');
    return end.endsWith('\n') && !end.includes(CUT) ? 'whole' : 'cut';
  } finally {
    await file.close();
  }
}
