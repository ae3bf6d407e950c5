import { createReadStream } from 'node:fs';
import { type Transform, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Automaton } from '../matching/automaton';
import { logCutter } from './cutter';
import type { LineSink } from './line';

const CHUNK_BYTES = 1024 * 1024;
const GZIP = [0x1f, 0x8b];

/**
 * Hands on the lines of a log as a reader sees them, in constant memory: ANSI sequences and NULs are gone, invalid
 * UTF-8 is replaced, each state of a line that carriage returns overwrote is a line of the same number. Understands
 * UTF-8 and UTF-16, with a mark or without, and all of it compressed by gzip; one that is cut short is read as far as
 * it goes. A log that does not exist has no lines.
 * @param search what passes over the lines that nobody wants
 */
export async function readLog(
  path: string,
  sink: LineSink,
  search: Automaton['search'] | undefined,
): Promise<void> {
  const cutter = logCutter(sink, search);
  for await (const chunk of bytesOf(path)) cutter.push(chunk);
  cutter.end();
}

/** The bytes of a file, of a compressed one those that were compressed. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let unpack: Transform | undefined;
  try {
    const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await chunks.next();
    if (first.done === true) return;
    if (!GZIP.every((byte, index) => first.value[index] === byte)) {
      yield first.value;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
        yield next.value;
      return;
    }
    file.destroy();
    unpack = createGunzip({ chunkSize: CHUNK_BYTES });
    pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), unpack, () => undefined);
    for await (const chunk of unpack) yield chunk as Buffer;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code.startsWith('Z_')) return;
    throw error;
  } finally {
    file.destroy();
    unpack?.destroy();
  }
}
