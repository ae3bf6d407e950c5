import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ElfParts, elfFile, temporaryFolder } from '../../testing';
import { type Elf, bufferSource, isElf, readElf, withFile } from '.';

const FULL: ElfParts = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  soname: 'libself.so.1',
  needed: ['libc.so.6', 'libstdc++.so.6'],
  rpath: '$ORIGIN:/opt/lib',
  runpath: '$ORIGIN/../lib',
  requires: {
    'libc.so.6': ['GLIBC_2.2.5', '?GLIBC_2.38'],
    'libstdc++.so.6': ['GLIBCXX_3.4.29'],
  },
  provides: ['SELF_1.0', 'SELF_1.1'],
  isa: 0b101,
};

const READ: Elf = {
  machine: 'x86-64',
  bits: 64,
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  isaLevel: 3,
  soname: 'libself.so.1',
  needed: ['libc.so.6', 'libstdc++.so.6'],
  rpath: ['$ORIGIN', '/opt/lib'],
  runpath: ['$ORIGIN/../lib'],
  requires: [
    { library: 'libc.so.6', version: 'GLIBC_2.2.5', weak: false },
    { library: 'libc.so.6', version: 'GLIBC_2.38', weak: true },
    { library: 'libstdc++.so.6', version: 'GLIBCXX_3.4.29', weak: false },
  ],
  provides: ['SELF_1.0', 'SELF_1.1'],
};

const read = (bytes: Buffer) => readElf(bufferSource(bytes));

describe('an ELF file', () => {
  it.each<[what: string, parts: ElfParts, read: Partial<Elf>]>([
    ['of 64 bits', FULL, READ],
    ['of 32 bits', { ...FULL, bits: 32, machine: 3 }, { ...READ, bits: 32, machine: 'i386' }],
    ['big-endian', { ...FULL, bigEndian: true, machine: 22 }, { ...READ, machine: 's390x' }],
    [
      'big-endian of 32 bits',
      { ...FULL, bigEndian: true, bits: 32, machine: 20 },
      { ...READ, bits: 32, machine: 'ppc' },
    ],
    ['of an unknown machine', { ...FULL, machine: 999 }, { ...READ, machine: 'machine 999' }],
    [
      'that is static',
      {},
      { interpreter: undefined, needed: [], requires: [], provides: [], isaLevel: undefined },
    ],
    ['for the base level', { isa: 1 }, { isaLevel: 1 }],
    ['for level 2', { isa: 0b11 }, { isaLevel: 2 }],
    ['for level 4', { isa: 0b1000 }, { isaLevel: 4 }],
    ['that needs no version', { needed: ['libz.so.1'] }, { needed: ['libz.so.1'], requires: [] }],
  ])('%s', (_what, parts, expected) => {
    expect(read(elfFile(parts))).toEqual({ elf: expect.objectContaining(expected) as Elf });
  });

  it('is read the same from disk, behind pages of something else', () => {
    const { path, remove } = temporaryFolder();
    const file = join(path, 'a');
    writeFileSync(file, Buffer.concat([elfFile(FULL), Buffer.alloc(100_000)]));
    expect(withFile(file, readElf)).toEqual({ elf: READ });
    remove();
  });

  it('is known by its first bytes', () => {
    expect(isElf(elfFile())).toBe(true);
    expect(['', '\x7fEL', 'MZ', '#!/bin/sh'].map((text) => isElf(Buffer.from(text)))).toEqual([
      ...[false, false, false, false],
    ]);
  });
});

describe('a broken ELF file', () => {
  it('is told as broken wherever it ends', () => {
    const whole = elfFile(FULL);
    // The last 16 bytes say that there is nothing more.
    const ends = Array.from({ length: whole.length - 16 }, (_, end) => end);
    expect(ends.filter((end) => 'elf' in read(whole.subarray(0, end)))).toEqual([]);
  });

  it('comes to an end whatever stands in it', () => {
    const whole = elfFile(FULL);
    for (let at = 4; at < whole.length; at += 1) {
      for (const value of [0x00, 0x01, 0x7f, 0xff]) {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        expect(Object.keys(read(damaged))).toHaveLength(1);
      }
    }
  });

  it('does not lead in a circle', () => {
    const whole = elfFile({ provides: ['A_1'] });
    // The version list tells that it has two thousand million entries, each behind the other by nothing.
    const count = whole.indexOf(Buffer.from('fdffff6f00000000', 'hex')) + 8;
    whole.writeUInt32LE(2_000_000_000, count);
    expect(read(whole)).toMatchObject({ elf: { provides: ['A_1'] } });
  });

  it.each<[what: string, damage: (bytes: Buffer) => void, says: RegExp]>([
    ['too many segments', (bytes) => bytes.writeUInt16LE(0xffff, 56), /65535 segments/],
    ['segments outside', (bytes) => bytes.writeBigUInt64LE(1n << 40n, 32), /ends before/],
    [
      'names that are not loaded',
      (bytes) => bytes.writeBigUInt64LE(1n, 64 + 16),
      /Nothing is loaded/,
    ],
  ])('%s', (_what, damage, says) => {
    const whole = elfFile(FULL);
    damage(whole);
    expect(read(whole)).toEqual({ broken: expect.stringMatching(says) as string });
  });
});
