// What PyInstaller appends to its boot loader: members, a table of contents, and a cookie at the end that tells where
// both are ("Advanced Topics: CArchive" of its manual). All numbers are big-endian. `objcopy` may put sections of the
// program behind it, so the cookie is looked for from the end.
import { createInflate } from 'node:zlib';
import type { ByteSource } from '@flightline/core/readers/elf';
import { chunksOf } from '../body';
import { Unseen } from '../budget';
import type { TrailingFormat } from './format';
import { through } from './through';

const MAGIC = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');
const COOKIE = 88;
/** Entry without its name. */
const ENTRY = 18;
const MOST_CONTENTS = 64 * 1024 * 1024;
const STEP = 1024 * 1024;

/** Types of entries that are no files: options, dependencies in another archive, links. */
const NO_FILES = ['o', 'd', 'n'];

export const pyinstaller: TrailingFormat = {
  name: 'PyInstaller archive',
  recognises: (source) => cookieIn(source) !== undefined,
  members: function* (source, budget) {
    const cookie = cookieIn(source) ?? 0;
    const header = source.read(cookie, COOKIE);
    const start = cookie + COOKIE - header.readUInt32BE(8);
    const contents = { at: start + header.readUInt32BE(12), size: header.readUInt32BE(16) };
    if (start < 0 || contents.size > MOST_CONTENTS || contents.at + contents.size > source.size) {
      throw new Unseen('Its cookie leads out of the file.');
    }
    for (const entry of entriesOf(source.read(contents.at, contents.size))) {
      if (NO_FILES.includes(entry.type)) continue;
      const packed = chunksOf(source, start + entry.at, start + entry.at + entry.size);
      const plain = entry.isPacked ? through(packed, createInflate()) : packed;
      yield { name: entry.name, chunks: budget.count(plain) };
    }
  },
};

interface Entry {
  name: string;
  type: string;
  at: number;
  size: number;
  isPacked: boolean;
}

function* entriesOf(contents: Buffer): Generator<Entry> {
  for (let at = 0; at + ENTRY <= contents.length;) {
    const length = contents.readUInt32BE(at);
    if (length < ENTRY) throw new Unseen('Its table of contents is damaged.');
    const [name = ''] = contents.toString('utf8', at + ENTRY, at + length).split('\0');
    yield {
      name,
      type: String.fromCharCode(contents.readUInt8(at + 17)),
      at: contents.readUInt32BE(at + 4),
      size: contents.readUInt32BE(at + 8),
      isPacked: contents.readUInt8(at + 16) !== 0,
    };
    at += length;
  }
}

function cookieIn(source: ByteSource): number | undefined {
  for (let end = source.size; end >= COOKIE; end -= STEP) {
    const start = Math.max(0, end - STEP);
    // A cookie may begin in one step and end in the next.
    const found = source.read(start, end - start + MAGIC.length - 1).lastIndexOf(MAGIC);
    if (found >= 0) return start + found + COOKIE <= source.size ? start + found : undefined;
  }
  return undefined;
}
