import { Readable } from 'node:stream';
import type { ByteSource } from '@flightline/core/readers/elf';
import { type Entry, RandomAccessReader, fromRandomAccessReaderPromise } from 'yauzl';
import { chunksOf } from '../body';
import { Unseen } from '../budget';
import type { TrailingFormat } from './format';

/** The end of central directory record, before a comment of at most 65,535 bytes (APPNOTE 4.3.16). */
const END = Buffer.from('PK\x05\x06', 'latin1');
const END_SIZE = 22 + 0xffff;

/** Wheels and zipapps, too. */
export const zip: TrailingFormat = {
  name: 'zip',
  recognises: (source) => endOf(source) !== undefined,
  members: async function* (source, budget) {
    const own = withoutPrefix(source);
    const archive = await fromRandomAccessReaderPromise(new Reading(own), own.size);
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      refuse(entry);
      const stream = await archive.openReadStreamPromise(entry);
      yield { name: entry.fileName, chunks: budget.count(stream) };
      stream.destroy();
    }
  },
};

function endOf(source: ByteSource): number | undefined {
  const start = Math.max(0, source.size - END_SIZE);
  const found = source.read(start, END_SIZE).lastIndexOf(END);
  return found < 0 ? undefined : start + found;
}

/** Behind what was put before it without a word to it, as `cat` does: its places count from its own beginning. */
function withoutPrefix(source: ByteSource): ByteSource {
  const end = endOf(source) ?? 0;
  const record = source.read(end, 22);
  const prefix = record.length < 22 ? 0 : end - record.readUInt32LE(12) - record.readUInt32LE(16);
  return prefix <= 0
    ? source
    : { size: source.size - prefix, read: (at, length) => source.read(at + prefix, length) };
}

function refuse(entry: Entry): void {
  if (entry.isEncrypted()) throw new Unseen(`'${entry.fileName}' in it is encrypted.`);
  if (!entry.canDecodeFileData()) {
    throw new Unseen(`'${entry.fileName}' in it is packed by method ${entry.compressionMethod}.`);
  }
}

class Reading extends RandomAccessReader {
  constructor(private readonly source: ByteSource) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(chunksOf(this.source, start, end), { objectMode: false });
  }
}
