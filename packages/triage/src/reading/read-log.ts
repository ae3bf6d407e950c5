import { createReadStream } from 'node:fs';
import { type Transform, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { StringDecoder } from 'node:string_decoder';
import type { Automaton } from '../matching/automaton';
import { ByteLines } from './byte-lines';
import { SAMPLE_BYTES, detectEncoding } from './encoding';
import type { LineSink } from './line';
import { TextLines } from './text-lines';

const CHUNK_BYTES = 1024 * 1024;
const GZIP = [0x1f, 0x8b];

/** What takes the bytes of a log. */
interface Cutter {
  push(chunk: Buffer): void;
  end(): void;
}

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
  let cutter: Cutter | undefined;
  let pending: Buffer = Buffer.alloc(0);
  const begin = (sample: Buffer) => {
    cutter = cutterOf(sample, sink, search);
    pending = Buffer.alloc(0);
  };
  for await (const chunk of bytesOf(path)) {
    if (cutter !== undefined) {
      cutter.push(chunk);
      continue;
    }
    pending = Buffer.concat([pending, chunk]);
    if (pending.length >= SAMPLE_BYTES) begin(pending);
  }
  if (cutter === undefined && pending.length > 0) begin(pending);
  cutter?.end();
}

/** Cuts the sample, too. */
function cutterOf(sample: Buffer, sink: LineSink, search: Automaton['search'] | undefined): Cutter {
  const { encoding, skip } = detectEncoding(sample);
  const cutter =
    encoding === 'utf-8'
      ? new ByteLines(sink, search, skip)
      : wideCutter(new TextLines(sink, skip, 2), encoding === 'utf-16be');
  cutter.push(sample.subarray(skip));
  return cutter;
}

function wideCutter(lines: TextLines, isBigEndian: boolean): Cutter {
  const decoder = new StringDecoder('utf16le');
  let odd: Buffer = Buffer.alloc(0);
  return {
    push: (chunk) => {
      const bytes = Buffer.concat([odd, chunk]);
      const whole = bytes.length - (bytes.length % 2);
      odd = bytes.subarray(whole);
      const units = bytes.subarray(0, whole);
      lines.push(decoder.write(isBigEndian ? units.swap16() : units));
    },
    end: () => lines.end(),
  };
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
