import { BrokenElf, type Cursor, type Segment, offsetOf } from './layout';
import { type VersionNeed, versionDefinitions, versionNeeds } from './versions';

/** What stands in the dynamic section. */
export interface Dynamic {
  /** The name under which a library is asked for. */
  soname: string | undefined;
  /** Libraries without which it does not start, in the order in which they are looked for. */
  needed: readonly string[];
  rpath: readonly string[];
  runpath: readonly string[];
  /** Versions it needs of them. */
  requires: readonly VersionNeed[];
  /** Versions it offers. */
  provides: readonly string[];
}

export const EMPTY: Dynamic = {
  soname: undefined,
  needed: [],
  rpath: [],
  runpath: [],
  requires: [],
  provides: [],
};

const PT_DYNAMIC = 2;

const TAGS = {
  needed: 1,
  strings: 5,
  soname: 14,
  rpath: 15,
  runpath: 29,
  verdef: 0x6ffffffc,
  verdefCount: 0x6ffffffd,
  verneed: 0x6ffffffe,
  verneedCount: 0x6fffffff,
} as const;

/** More than the libraries of any program. */
const MOST_ENTRIES = 65_536;

/** Undefined for a file that needs no loader. */
export function dynamicOf(cursor: Cursor, segments: readonly Segment[]): Dynamic | undefined {
  const section = segments.find(({ type }) => type === PT_DYNAMIC);
  // A file of debug information has the header and not what it speaks of.
  if (section === undefined || section.size === 0) return undefined;
  const values = entriesOf(cursor, section);
  const first = (tag: number) => values.get(tag)?.[0];
  const at = (tag: number) => {
    const address = first(tag);
    return address === undefined ? undefined : offsetOf(address, segments);
  };
  const strings = at(TAGS.strings);
  if (strings === undefined) throw new BrokenElf('Its dynamic section has no names.');
  const name = (index: number) => cursor.text(strings + index);
  const names = (tag: number) => (values.get(tag) ?? []).map(name);
  const folders = (tag: number) => names(tag).flatMap((list) => list.split(':'));
  const [verneed, verdef] = [at(TAGS.verneed), at(TAGS.verdef)];
  const count = (tag: number) => first(tag) ?? 0;
  return {
    soname: names(TAGS.soname)[0],
    needed: names(TAGS.needed),
    rpath: folders(TAGS.rpath),
    runpath: folders(TAGS.runpath),
    requires:
      verneed === undefined ? [] : versionNeeds(cursor, verneed, count(TAGS.verneedCount), name),
    provides:
      verdef === undefined ? [] : versionDefinitions(cursor, verdef, count(TAGS.verdefCount), name),
  };
}

/** The values of each tag, up to the entry that ends them. */
function entriesOf({ is64, word }: Cursor, { offset, size }: Segment): Map<number, number[]> {
  const width = is64 ? 8 : 4;
  const count = Math.min(Math.floor(size / (2 * width)), MOST_ENTRIES);
  const values = new Map<number, number[]>();
  for (let index = 0; index < count; index += 1) {
    const tag = word(offset + index * 2 * width);
    if (tag === 0) break;
    const value = word(offset + index * 2 * width + width);
    const known = values.get(tag);
    if (known === undefined) values.set(tag, [value]);
    else known.push(value);
  }
  return values;
}
