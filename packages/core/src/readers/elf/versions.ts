import { BrokenElf, type Cursor } from './layout';

/** A version of a library without which the loader refuses the file, unless it is weak. */
export interface VersionNeed {
  /** As DT_NEEDED names it. */
  library: string;
  /** E.g. `GLIBC_2.34`. */
  version: string;
  /** When it is missing, the loader says so and goes on. */
  weak: boolean;
}

const VER_FLG_BASE = 1;
const VER_FLG_WEAK = 2;

/** Far more than any library has; the lists are linked and could lead in a circle. */
const MOST_VERSIONS = 65_536;

/** Names from the string table of the file. */
export type Name = (index: number) => string;

/** What the list at DT_VERNEED asks for, in its order. */
export function versionNeeds(
  { u16, u32 }: Cursor,
  start: number,
  count: number,
  name: Name,
): VersionNeed[] {
  const room = roomFor(MOST_VERSIONS);
  const needs: VersionNeed[] = [];
  linked(start, count, (at) => {
    const library = name(u32(at + 4));
    linked(at + u32(at + 8), u16(at + 2), (aux) => {
      room();
      const weak = (u16(aux + 4) & VER_FLG_WEAK) !== 0;
      needs.push({ library, version: name(u32(aux + 8)), weak });
      return u32(aux + 12);
    });
    return u32(at + 12);
  });
  return needs;
}

/** What the list at DT_VERDEF offers, without the entry that names the file itself. */
export function versionDefinitions(
  { u16, u32 }: Cursor,
  start: number,
  count: number,
  name: Name,
): string[] {
  const room = roomFor(MOST_VERSIONS);
  const names: string[] = [];
  linked(start, count, (at) => {
    room();
    if ((u16(at + 2) & VER_FLG_BASE) === 0) names.push(name(u32(at + u32(at + 12))));
    return u32(at + 16);
  });
  return names;
}

/** Visits entries of which each tells how far the next one is; 0 after the last. */
function linked(start: number, count: number, visit: (at: number) => number): void {
  let at = start;
  for (let index = 0; index < count; index += 1) {
    const next = visit(at);
    if (next === 0) return;
    at += next;
  }
}

function roomFor(most: number): () => void {
  let left = most;
  return () => {
    left -= 1;
    if (left < 0) throw new BrokenElf(`It speaks of more than ${most} versions.`);
  };
}
