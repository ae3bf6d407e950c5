import { type Duplex, Readable, pipeline } from 'node:stream';

/** What a transforming stream makes of chunks. Its errors are raised here. */
export async function* through(
  chunks: AsyncIterable<Uint8Array>,
  transform: Duplex,
): AsyncGenerator<Uint8Array> {
  // An error reaches the reader of the last stream, which is the loop below.
  pipeline(Readable.from(chunks, { objectMode: false }), transform, () => undefined);
  yield* transform as AsyncIterable<Uint8Array>;
}
