// No library on npm reads the version lists. `readelf -V` does, at the price of a process for each file.
import type { ByteSource } from './byte-source';
import { type Dynamic, EMPTY, dynamicOf } from './dynamic';
import { BrokenElf, cursorOver, segmentsOf } from './layout';
import { isaLevelOf } from './property';

export { bufferSource, withFile, withOpenFile } from './byte-source';
export type { ByteSource } from './byte-source';
export type { VersionNeed } from './versions';

/** What a loader is told by an ELF file. */
export interface Elf extends Dynamic {
  /** E.g. `x86-64`; `machine 243` where the number has no name here. */
  machine: string;
  bits: 32 | 64;
  /** What it is loaded by; undefined for libraries and static programs. */
  interpreter: string | undefined;
  /** The least x86-64 microarchitecture level it says it needs; undefined when it says nothing. */
  isaLevel: 1 | 2 | 3 | 4 | undefined;
}

export type ElfReading = { elf: Elf } | { broken: string };

const MAGIC = Buffer.from('\x7fELF', 'latin1');

export const isElf = (head: Buffer): boolean => head.subarray(0, 4).equals(MAGIC);

/** e_machine of the gABI, by the names that distributions use. */
const MACHINES: Readonly<Record<number, string>> = {
  3: 'i386',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'x86-64',
  183: 'aarch64',
  243: 'riscv',
  258: 'loongarch',
};

const PT_INTERP = 3;

/** Reads a file that `isElf`. Takes all bytes for possible ones: what contradicts itself is told as broken. */
export function readElf(source: ByteSource): ElfReading {
  try {
    const cursor = cursorOver(source);
    const segments = segmentsOf(cursor);
    const machine = cursor.u16(18);
    const interpreter = segments.find(({ type }) => type === PT_INTERP);
    return {
      elf: {
        machine: MACHINES[machine] ?? `machine ${machine}`,
        bits: cursor.is64 ? 64 : 32,
        interpreter: interpreter && cursor.text(interpreter.offset),
        isaLevel: isaLevelOf(cursor, segments),
        ...(dynamicOf(cursor, segments) ?? EMPTY),
      },
    };
  } catch (error) {
    if (error instanceof BrokenElf) return { broken: error.message };
    throw error;
  }
}
