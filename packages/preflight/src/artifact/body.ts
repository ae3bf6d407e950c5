import { type ByteSource, bufferSource } from '@flightline/core/readers/elf';
import type { Budget } from './budget';

/** What a file holds. It is asked for once, as a stream or as a whole. */
export interface Body {
  /** Its first bytes, at most `HEAD`. */
  readonly head: Buffer;
  chunks(): AsyncIterable<Uint8Array>;
  source(): Promise<ByteSource>;
}

/** What formats are known by: a tar archive says so at byte 257. */
const HEAD = 512;

const CHUNK = 1024 * 1024;

export function bodyOfSource(source: ByteSource): Body {
  return {
    head: source.read(0, HEAD),
    chunks: () => chunksOf(source, 0, source.size),
    source: () => Promise.resolve(source),
  };
}

/** A part of what can be read anywhere. */
export async function* chunksOf(
  source: ByteSource,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += CHUNK) {
    // What was handed out must not change with the next read.
    yield Promise.resolve(Buffer.from(source.read(at, Math.min(CHUNK, end - at))));
  }
}

export async function bodyOfChunks(
  chunks: AsyncIterable<Uint8Array>,
  budget: Budget,
): Promise<Body> {
  const rest = inTurns(chunks);
  const first: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of rest) {
    first.push(chunk);
    size += chunk.length;
    if (size >= HEAD) break;
  }
  async function* all() {
    yield* first;
    yield* rest;
  }
  return {
    head: Buffer.concat(first).subarray(0, HEAD),
    chunks: all,
    source: async () => bufferSource(await budget.collect(all())),
  };
}

/** Chunks that one reader after another takes: who stops early leaves the rest, and the stream stays open. */
export function inTurns(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
}
