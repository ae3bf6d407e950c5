// The structures of System V ABI (gABI, chapters "Object Files" and "Program Loading"), with the version sections of
// the Linux Standard Base. Only the headers a loader uses are read, so files without section headers are read, too.
import type { ByteSource } from './byte-source';

/** The file contradicts itself; the text says where. */
export class BrokenElf extends Error {}

/** Numbers of a file in its own byte order and width. Places outside the file raise BrokenElf. */
export interface Cursor {
  readonly is64: boolean;
  readonly u16: (offset: number) => number;
  readonly u32: (offset: number) => number;
  /** As wide as an address. */
  readonly word: (offset: number) => number;
  /** Up to the first NUL. */
  readonly text: (offset: number) => string;
}

const ELFCLASS64 = 2;
const ELFDATA2MSB = 2;

/** Names of libraries, versions and interpreters are shorter. */
const LONGEST_TEXT = 4096;

export function cursorOver(source: ByteSource): Cursor {
  const ident = source.read(0, 16);
  const [is64, isBig] = [ident[4] === ELFCLASS64, ident[5] === ELFDATA2MSB];
  const at = (offset: number, length: number) => {
    const bytes = source.read(offset, length);
    if (offset < 0 || bytes.length < length) {
      throw new BrokenElf(`It ends before what should stand at byte ${offset}.`);
    }
    return bytes;
  };
  const u32 = (offset: number) =>
    isBig ? at(offset, 4).readUInt32BE() : at(offset, 4).readUInt32LE();
  const u64 = (offset: number) =>
    Number(isBig ? at(offset, 8).readBigUInt64BE() : at(offset, 8).readBigUInt64LE());
  return {
    is64,
    u16: (offset) => (isBig ? at(offset, 2).readUInt16BE() : at(offset, 2).readUInt16LE()),
    u32,
    word: is64 ? u64 : u32,
    text: (offset) => {
      const bytes = source.read(offset, LONGEST_TEXT);
      const end = bytes.indexOf(0);
      if (end < 0) throw new BrokenElf(`No text ends behind byte ${offset}.`);
      return bytes.toString('utf8', 0, end);
    },
  };
}

/** One entry of the program header. */
export interface Segment {
  type: number;
  /** In the file. */
  offset: number;
  address: number;
  /** In the file. */
  size: number;
}

/** A file has one for each of a dozen purposes. */
const MOST_SEGMENTS = 4096;

export function segmentsOf({ is64, u16, u32, word }: Cursor): Segment[] {
  const table = word(is64 ? 32 : 28);
  const [each, count] = [u16(is64 ? 54 : 42), u16(is64 ? 56 : 44)];
  if (count > MOST_SEGMENTS) throw new BrokenElf(`It has ${count} segments.`);
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * each;
    const [offset, address, size] = is64 ? [8, 16, 32] : [4, 8, 16];
    return {
      type: u32(at),
      offset: word(at + offset),
      address: word(at + address),
      size: word(at + size),
    };
  });
}

const PT_LOAD = 1;

/** Where in the file an address of the loaded program comes from. */
export function offsetOf(address: number, segments: readonly Segment[]): number {
  const segment = segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.size,
  );
  if (segment === undefined) {
    throw new BrokenElf(`Nothing is loaded at address 0x${address.toString(16)}.`);
  }
  return address - segment.address + segment.offset;
}
