// What the x86-64 psABI calls program property: linkers note the least level of the processor there.
import type { Cursor, Segment } from './layout';

const PT_GNU_PROPERTY = 0x6474e553;
const NT_GNU_PROPERTY_TYPE_0 = 5;
const GNU_PROPERTY_X86_ISA_1_NEEDED = 0xc0008002;

/** Sizes of the header of a note and of its name, `GNU` and a NUL. */
const NOTE = 16;

/** A list of properties is a few of them. */
const MOST_PROPERTIES = 64;

type Level = 1 | 2 | 3 | 4;

/** The bits of GNU_PROPERTY_X86_ISA_1_NEEDED, the highest first. */
const LEVELS: readonly (readonly [bit: number, level: Level])[] = [
  [8, 4],
  [4, 3],
  [2, 2],
  [1, 1],
];

export function isaLevelOf(cursor: Cursor, segments: readonly Segment[]): Level | undefined {
  const segment = segments.find(({ type }) => type === PT_GNU_PROPERTY);
  if (segment === undefined || segment.size < NOTE) return undefined;
  const { u32, is64 } = cursor;
  const { offset } = segment;
  if (u32(offset + 8) !== NT_GNU_PROPERTY_TYPE_0) return undefined;
  const end = offset + Math.min(segment.size, NOTE + u32(offset + 4));
  const aligned = is64 ? 8 : 4;
  let at = offset + NOTE;
  for (let left = MOST_PROPERTIES; left > 0 && at + 12 <= end; left -= 1) {
    const [type, size] = [u32(at), u32(at + 4)];
    if (type === GNU_PROPERTY_X86_ISA_1_NEEDED) return levelOf(u32(at + 8));
    at += 8 + Math.ceil(size / aligned) * aligned;
  }
  return undefined;
}

const levelOf = (bits: number): Level | undefined =>
  LEVELS.find(([bit]) => (bits & bit) !== 0)?.[1];
