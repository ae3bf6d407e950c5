import { Readable } from 'node:stream';
import { type Header, extract } from 'tar-stream';
import { inTurns } from '../body';
import type { Format } from './format';

const FILES: readonly Header['type'][] = ['file', 'contiguous-file'];

export const tar: Format = {
  name: 'tar',
  recognises: (head) => head.toString('latin1', 257, 262) === 'ustar',
  members: async function* (body) {
    const entries = extract();
    const packed = Readable.from(body.chunks(), { objectMode: false });
    packed.on('error', (error) => entries.destroy(error));
    packed.pipe(entries);
    for await (const entry of entries) {
      // Its next entry comes only when this one was read to its end.
      const chunks = inTurns(entry as AsyncIterable<Uint8Array>);
      if (FILES.includes(entry.header.type)) yield { name: entry.header.name, chunks };
      await passOver(chunks);
    }
  },
};

async function passOver(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true);
}
