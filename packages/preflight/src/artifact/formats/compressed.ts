import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { XzReadableStream } from 'xz-decompress';
import type { Format } from './format';
import { through } from './through';

type Chunks = AsyncIterable<Uint8Array>;

const starts = (magic: string) => {
  const bytes = Buffer.from(magic, 'latin1');
  return (head: Buffer) => head.subarray(0, bytes.length).equals(bytes);
};

const compressed = (name: string, magic: string, expand: (chunks: Chunks) => Chunks): Format => ({
  name,
  recognises: starts(magic),
  members: function* (body, budget) {
    yield { name: '', chunks: budget.count(expand(body.chunks())) };
  },
});

/** Files of one compressed stream; the magic numbers are those of RFC 1952, the .xz file format, RFC 8878. */
export const COMPRESSED: readonly Format[] = [
  compressed('gzip', '\x1f\x8b', (chunks) => through(chunks, createGunzip())),
  compressed('xz', '\xfd7zXZ\0', (chunks) => {
    const packed = Readable.toWeb(Readable.from(chunks, { objectMode: false }));
    const plain = new XzReadableStream(packed as globalThis.ReadableStream<Uint8Array>);
    return ReadableStream.from(plain);
  }),
  compressed('zstd', '\x28\xb5\x2f\xfd', unzstd),
];

/** A block of 4 bytes may stand for 128 KiB, and all that a push brings is there at once. */
const ZSTD_STEP = 1024;

async function* unzstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress((chunk) => ready.push(chunk));
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += ZSTD_STEP) {
      stream.push(chunk.subarray(at, at + ZSTD_STEP));
      yield* ready;
      ready = [];
    }
  }
  stream.push(new Uint8Array(), true);
  yield* ready;
}
