import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { elfFile, temporaryFolder } from '@flightline/core/testing';
import { pyinstallerOf, tarOf, zipOf } from '../testing/archives';
import { readArtifact } from '.';
import { LIMITS, type Limits } from './budget';

const A = elfFile({ soname: 'a.so' });
const PROGRAM = elfFile({ interpreter: '/lib64/ld-linux-x86-64.so.2' });
const TEXT = Buffer.from('no program');
/** An archive by tar, with the file `lib/a.so` that is `A`, packed by xz -9e and zstd -19. */
const TAR_XZ =
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AJ1dADYaSGZOJ8rj2B82tokPstLYhXbYG5dEe2gOmjTfPcZKO8Cu5PENZaQSbUO2WSFSohe3/1Wun5uPwH0Q3MLemQlOxq2SC7uL983FhsY2gKKN8A5IMSE+PwgEyj8Ng8O37wgxTTspiSs0R3arcgzZu9qRSpw39emmE5q+p33Hd08LkftGSrfoxF/pv7PUb8kikGhFn1240w+sIO+8mAAAAAAAPk4YSgGX2UQAAbkBgFAAAFsnFUKxxGf7AgAAAAAEWVo=';
const TAR_ZST =
  'KLUv/WQAJy0EACIGExdgVzrAp/ri+/XQJ18MfTEaYSgsVBxkp8d8QhLf+GfhHs4oHvy5mzkez5uBz3QP5GxnlnX93iVlmPZ9Q1gE6b2J0g7h0i3MkI6JqgIcIIAvlwO5BKfuHHtOQOYCJAEGHPNdfXXLbGgf7kPwYige2yW751EYB8D+/5mwlQgMCmA4ATkpy9JQ';

type Files = Readonly<Record<string, Buffer>>;

async function look(files: Files, limits: Partial<Limits> = {}) {
  const { path, remove } = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, 'out', name)), { recursive: true });
    writeFileSync(join(path, 'out', name), bytes);
  }
  const artifact = await readArtifact(join(path, 'out'), 'app/out', { ...LIMITS, ...limits });
  remove();
  return {
    elves: artifact?.elves.map(({ file }) => file),
    unseen: artifact?.unseen.map(({ file = '', message }) => `${file}: ${message}`),
  };
}

describe('the ELF files of an artifact', () => {
  it.each<[what: string, files: () => Files | Promise<Files>, elves: readonly string[]]>([
    ['in folders', () => ({ a: A, 'b/c': A, 'b/d.txt': TEXT }), ['a', 'b/c']],
    ['in a zip', () => ({ 'x.whl': zipOf({ 'p/a.so': A, t: TEXT }) }), ['x.whl!/p/a.so']],
    [
      'in a zipapp',
      () => ({ x: Buffer.concat([Buffer.from('#!/usr/bin/python3\n'), zipOf({ a: A })]) }),
      ['x!/a'],
    ],
    ['behind a program', () => ({ x: Buffer.concat([PROGRAM, zipOf({ a: A })]) }), ['x', 'x!/a']],
    ['in a tar', async () => ({ x: await tarOf({ a: A, t: TEXT, b: A }) }), ['x!/a', 'x!/b']],
    ['in a tar.gz', async () => ({ x: gzipSync(await tarOf({ a: A })) }), ['x!/a']],
    ['in a tar.xz', () => ({ x: Buffer.from(TAR_XZ, 'base64') }), ['x!/lib/a.so']],
    ['in a tar.zst', () => ({ x: Buffer.from(TAR_ZST, 'base64') }), ['x!/lib/a.so']],
    ['in gzip alone', () => ({ 'a.gz': gzipSync(A) }), ['a.gz']],
    [
      'in what PyInstaller makes',
      () => ({ x: pyinstallerOf(PROGRAM, { 'a.so': A, t: TEXT, 'lib/b.so': A }) }),
      ['x', 'x!/a.so', 'x!/lib/b.so'],
    ],
    [
      'in what PyInstaller makes, before sections of the program',
      () => ({ x: pyinstallerOf(PROGRAM, { a: A }, Buffer.alloc(3_000_000)) }),
      ['x', 'x!/a'],
    ],
    [
      'one in another',
      async () => ({
        x: zipOf({ w: zipOf({ 'a.so': A }), t: gzipSync(await tarOf({ b: zipOf({ c: A }) })) }),
      }),
      ['x!/w!/a.so', 'x!/t!/b!/c'],
    ],
    ['nowhere', () => ({ 't.sh': Buffer.from('#!/bin/sh\n'), empty: Buffer.alloc(0) }), []],
  ])('%s', async (_what, files, elves) => {
    const found = elves.map((name) => `app/out/${name}`);
    expect(await look(await files())).toEqual({ elves: found, unseen: [] });
  });

  it('are not looked for behind links', async () => {
    const { path, remove } = temporaryFolder();
    mkdirSync(join(path, 'out'));
    writeFileSync(join(path, 'a'), A);
    symlinkSync(path, join(path, 'out/folder'));
    symlinkSync(join(path, 'a'), join(path, 'out/file'));
    expect(await readArtifact(join(path, 'out'), 'out')).toEqual({
      elves: [],
      records: [],
      unseen: [],
    });
    remove();
  });

  it('are unknown without an artifact', async () => {
    expect(await readArtifact('/no/such/folder', 'out')).toBeUndefined();
  });
});

describe('what is not looked at', () => {
  const zeros = Buffer.alloc(1_000_000);
  const encrypted = zipOf({ a: A });
  encrypted.writeUInt16LE(1, 6);
  encrypted.writeUInt16LE(1, encrypted.indexOf('PK\x01\x02') + 8);

  it.each<
    [what: string, files: () => Files | Promise<Files>, unseen: RegExp, limits?: Partial<Limits>]
  >([
    [
      'a broken ELF file',
      () => ({ x: A.subarray(0, 90) }),
      /^app\/out\/x: It is a broken ELF file: It ends/,
    ],
    [
      'half a zip',
      () => ({ x: zipOf({ a: A }).subarray(0, 90) }),
      /^app\/out\/x: It is no whole zip: /,
    ],
    ['an encrypted zip', () => ({ x: encrypted }), /^app\/out\/x: 'a' in it is encrypted/],
    [
      'a zip with a damaged directory',
      () => {
        const x = zipOf({ a: A });
        x.fill(1, x.indexOf('PK\x01\x02'), x.indexOf('PK\x01\x02') + 4);
        return { x };
      },
      /^app\/out\/x: It is no whole zip: /,
    ],
    ['half a gzip', () => ({ x: gzipSync(A).subarray(0, 90) }), /^app\/out\/x: .*unexpected end/],
    [
      'half a tar.xz',
      () => ({ x: Buffer.from(TAR_XZ, 'base64').subarray(0, 100) }),
      /^app\/out\/x/,
    ],
    [
      'a damaged tar.zst',
      () => ({ x: Buffer.from(TAR_ZST, 'base64').fill(0xff, 20, 60) }),
      /^app\/out\/x/,
    ],
    [
      'a PyInstaller archive that leads out of itself',
      () => {
        const x = pyinstallerOf(PROGRAM, { a: A });
        x.writeUInt32BE(0xffffff, x.length - 76);
        return { x };
      },
      /^app\/out\/x: Its cookie leads out of the file/,
    ],
    [
      'an AppImage',
      () => ({ x: Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0AI\x02'), zeros]) }),
      /^app\/out\/x: AppImages are not looked into/,
    ],
    [
      'a Debian package',
      () => ({ x: Buffer.from('!<arch>\ndebian-binary   ') }),
      /^app\/out\/x: Debian packages are not looked into/,
    ],
    [
      'more bytes than may be unpacked',
      () => ({ x: gzipSync(zipOf({ a: zeros })), y: gzipSync(zeros), z: zipOf({ a: zeros }) }),
      /^app\/out: Archives hold more than 5000 bytes. The rest is not seen/,
      { unpacked: 5000 },
    ],
    [
      'more files than may be',
      () => ({ x: TEXT, y: zipOf({ a: A, b: A, c: A }) }),
      /^app\/out: There are more than 3 files/,
      { files: 3 },
    ],
    [
      'archives too deep',
      () => ({ x: zipOf({ a: zipOf({ b: zipOf({ c: A }) }) }) }),
      /^app\/out\/x!\/a!\/b: It is too deep/,
      { depth: 2 },
    ],
    [
      'a file too large',
      async () => ({ x: await tarOf({ a: Buffer.concat([A, zeros]) }) }),
      /^app\/out\/x!\/a: It is larger than 5000 bytes/,
      { file: 5000 },
    ],
  ])('is told: %s', async (_what, files, unseen, ...[limits]) => {
    const { unseen: told = [] } = await look(await files(), limits);
    expect(told).toEqual([expect.stringMatching(unseen)]);
  });

  it('does not hide what stands beside it', async () => {
    const files = {
      a: A,
      b: gzipSync(A).subarray(0, 90),
      c: zipOf({ d: A.subarray(0, 90), e: A }),
    };
    expect((await look(files)).elves).toEqual(['app/out/a', 'app/out/c!/e']);
  });
});
