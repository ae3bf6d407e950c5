import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Resolves when a stream has said all: what a process said may arrive after its exit. Never rejects. */
export async function hasEnded(stream: Readable | undefined): Promise<void> {
  if (stream !== undefined) await finished(stream).catch(() => undefined);
}
