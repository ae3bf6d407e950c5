import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { redactionFor } from '@flightline/core/redaction';
import { temporaryFolder } from '@flightline/core/testing';
import { type Header, pack } from 'tar-stream';
import { unpack } from './unpack';

type Item = Partial<Header> & { name: string; content?: string };

const LIMITS = { maxBytes: 1000, maxFiles: 20 };

/** A tar stream of exactly these entries. */
async function tarOf(items: readonly Item[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of items) tar.entry(header, content ?? '');
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream is what unpack reads
async function* streamOf(bytes: Buffer, size = 700): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('unpack', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let home: string;
  beforeEach(() => {
    folder = temporaryFolder();
    home = join(folder.path, 'home');
  });
  afterEach(() => folder.remove());

  const unpackItems = async (items: readonly Item[], limits = LIMITS) =>
    unpack(streamOf(await tarOf(items)), home, limits);
  const inHome = (path: string) => join(home, path);

  it('brings files and folders home, with the exec bit and nothing else of the mode', async () => {
    const report = await unpackItems([
      { name: './', type: 'directory' },
      { name: './sub/', type: 'directory', mode: 0o777 },
      { name: './sub/empty' },
      { name: './sub/run.sh', mode: 0o6777, content: '#!/bin/sh\n' },
      { name: 'deep/er/log.txt', mode: 0o4600, content: 'ok\n' },
    ]);
    expect(report).toEqual({ complete: true, files: 3, bytes: 13, refused: [] });
    expect(readFileSync(inHome('deep/er/log.txt'), 'utf8')).toBe('ok\n');
    const modes = ['sub/run.sh', 'deep/er/log.txt'].map(
      (path) => lstatSync(inHome(path)).mode & 0o7777,
    );
    expect(modes.map((mode) => [mode & 0o100, mode & 0o7022])).toEqual([
      [0o100, 0],
      [0, 0],
    ]);
  });

  it.each<[string, Item[], string]>([
    ['an absolute path', [{ name: '/tmp/evil', content: 'x' }], '/tmp/evil'],
    ['a path that climbs', [{ name: '../evil', content: 'x' }], '../evil'],
    ['a path that climbs later', [{ name: 'a/../../evil', content: 'x' }], 'a/../../evil'],
    ['a device', [{ name: 'disk', type: 'block-device', devmajor: 8 }], 'disk'],
    ['a terminal', [{ name: 'tty', type: 'character-device', devmajor: 4 }], 'tty'],
    ['a fifo', [{ name: 'pipe', type: 'fifo' }], 'pipe'],
    ['a name with an escape sequence', [{ name: 'a\u001b[2Jb', content: 'x' }], 'a\\x1b[2Jb'],
    ['a link out', [{ name: 'out', type: 'symlink', linkname: '../../etc/passwd' }], 'out'],
    ['an absolute link', [{ name: 'out', type: 'symlink', linkname: '/etc/passwd' }], 'out'],
    ['a dangling link', [{ name: 'out', type: 'symlink', linkname: 'nothing' }], 'out'],
    ['a link to itself', [{ name: 'out', type: 'symlink', linkname: 'out' }], 'out'],
    ['a link to the folder it is in', [{ name: 'out', type: 'symlink', linkname: '.' }], 'out'],
    ['a hard link out', [{ name: 'hard', type: 'link', linkname: '/etc/passwd' }], 'hard'],
    ['a hard link that climbs', [{ name: 'hard', type: 'link', linkname: '../x' }], 'hard'],
    ['a file in place of the folder itself', [{ name: '.', content: 'x' }], '.'],
  ])('refuses %s and goes on', async (_name, items, path) => {
    const report = await unpackItems([...items, { name: 'good', content: 'good' }]);
    expect(report).toMatchObject({ complete: true, files: 1, refused: [{ path }] });
    expect(readdirSync(home)).toEqual(['good']);
    expect(readdirSync(folder.path)).toEqual(['home']);
  });

  it('never writes through a link of the same stream', async () => {
    const outside = join(folder.path, 'outside');
    mkdirSync(outside);
    const report = await unpackItems([
      { name: 'way', type: 'symlink', linkname: '../outside' },
      { name: 'way/evil', content: 'x' },
      { name: 'file', content: '1' },
      { name: 'again', type: 'symlink', linkname: 'file' },
      { name: 'again', content: '2' },
    ]);
    expect(readdirSync(outside)).toEqual([]);
    expect(report.refused.map(({ path }) => path)).toEqual(['way', 'again']);
    expect(readFileSync(inHome('file'), 'utf8')).toBe('1');
  });

  it('writes nothing through a link that stood there before', async () => {
    const outside = join(folder.path, 'outside');
    mkdirSync(outside);
    mkdirSync(home);
    symlinkSync(outside, inHome('way'));
    writeFileSync(join(outside, 'kept'), 'kept');
    symlinkSync(join(outside, 'kept'), inHome('log'));
    const report = await unpackItems([
      { name: 'way/evil', content: 'x' },
      { name: 'log', content: 'x' },
    ]);
    expect(report).toMatchObject({ files: 0, refused: [{ path: 'way/evil' }, { path: 'log' }] });
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
    expect(readdirSync(outside)).toEqual(['kept']);
  });

  it('adds to the folders of an earlier pull, and leaves its files as they are', async () => {
    await unpackItems([{ name: 'sub/log', content: 'first' }]);
    const report = await unpackItems([
      { name: 'sub', type: 'directory' },
      { name: 'sub/log', content: 'second' },
      { name: 'sub/new', content: 'new' },
    ]);
    expect(report).toMatchObject({ files: 1, refused: [{ path: 'sub/log' }] });
    expect(readFileSync(inHome('sub/log'), 'utf8')).toBe('first');
  });

  it.each(['log', 'log/deeper'])(
    'refuses what should go to %s, where a file of an earlier pull stands',
    async (path) => {
      await unpackItems([{ name: 'log', content: 'first' }]);
      const items = [{ name: 'x' }, { name: 'sub/y' }, { name: 'z', type: 'directory' as const }];
      const report = await unpack(streamOf(await tarOf(items)), inHome(path), LIMITS);
      expect(report).toMatchObject({ complete: true, files: 0 });
      expect(report.refused.map((refusal) => refusal.path)).toEqual(['x', 'sub/y', 'z']);
      expect(readFileSync(inHome('log'), 'utf8')).toBe('first');
    },
  );

  it('keeps links between files, in its own words, and turns hard links into copies', async () => {
    const report = await unpackItems([
      { name: 'a/log', content: 'text' },
      { name: 'b/latest', type: 'symlink', linkname: './../b/.././a/log' },
      { name: 'b/hard', type: 'link', linkname: './a/log' },
    ]);
    expect(report).toEqual({ complete: true, files: 2, bytes: 8, refused: [] });
    expect(readlinkSync(inHome('b/latest'))).toBe('../a/log');
    expect(readFileSync(inHome('b/hard'), 'utf8')).toBe('text');
    expect(lstatSync(inHome('a/log')).nlink).toBe(1);
  });

  it('takes the first of two entries of one name', async () => {
    const report = await unpackItems([
      { name: 'x', content: '1' },
      { name: './x', content: '2' },
      { name: 'x/y', content: '3' },
      { name: 'd', type: 'directory' },
      { name: 'd', content: '4' },
    ]);
    expect(report.refused.map(({ path }) => path)).toEqual(['./x', 'x/y', 'd']);
    expect(readFileSync(inHome('x'), 'utf8')).toBe('1');
  });

  it('leaves out what exceeds the bytes and takes what still fits', async () => {
    const report = await unpackItems([
      { name: 'small', content: 'x'.repeat(400) },
      { name: 'core', content: 'x'.repeat(601) },
      { name: 'copy', type: 'link', linkname: 'small' },
      { name: 'copy2', type: 'link', linkname: 'small' },
      { name: 'last', content: 'x'.repeat(200) },
    ]);
    expect(report).toMatchObject({ complete: false, files: 3, bytes: 1000 });
    expect(report.because).toContain('more than 1000 bytes');
    expect(report.refused.map(({ path }) => path)).toEqual(['core', 'copy2']);
  });

  it('stops at too many files', async () => {
    const items = Array.from({ length: 30 }, (_, index) => ({ name: `f${index}`, content: 'x' }));
    const report = await unpackItems(items);
    expect(report).toMatchObject({ complete: false, files: 20 });
    expect(report.because).toContain('more than 20 files');
    expect(readdirSync(home)).toHaveLength(20);
  });

  it('stops a guest that does not stop', async () => {
    const head = await tarOf([{ name: 'zero', size: 0 }]);
    head.write('777777777777', 124, 'latin1'); // the size field
    head.fill(' ', 148, 156);
    const sum = head.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    let sent = 0;
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream is what unpack reads
    const endless = async function* () {
      yield head.subarray(0, 512);
      for (const zeros = Buffer.alloc(1024 * 1024); ; sent += zeros.length) yield zeros;
    };
    const report = await unpack(endless(), home, LIMITS);
    expect(report).toMatchObject({ complete: false, files: 0, refused: [{ path: 'zero' }] });
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  });

  const FOLDERS = 'd/'.repeat(200);
  it.each<[string, Item[], string | undefined]>([
    ['a folder', [{ name: FOLDERS + 'far', type: 'directory' }], undefined],
    ['a file', [{ name: FOLDERS + 'far' }], 'more than 200 folders deep'],
    ['a link', [{ name: FOLDERS + 'far', type: 'symlink', linkname: 'x' }], 'folders deep'],
    ['a file at a long path', [{ name: `${'x'.repeat(250)}/`.repeat(8) + 'far' }], '2000 bytes'],
  ])('refuses %s that lies too far, and goes on', async (_name, items, because) => {
    const report = await unpackItems([...items, { name: 'good', content: 'good' }]);
    expect(report).toMatchObject({ complete: because === undefined, files: 1 });
    expect(report.because ?? '').toContain(because ?? '');
    expect(report.refused).toHaveLength(1);
    expect(readdirSync(home)).toEqual(['good']);
  });

  it('writes text without its secrets, and what is no text as it is', async () => {
    const redaction = redactionFor({ A_TOKEN: 'abc-123' });
    const tar = await tarOf([
      { name: 'a.txt', content: 'x abc-123\n' },
      { name: 'b.bin', content: '\0abc-123\n' },
    ]);
    expect(await unpack(streamOf(tar, 5), home, LIMITS, { redaction })).toMatchObject({ files: 2 });
    expect(readFileSync(inHome('a.txt'), 'utf8')).toBe('x [redacted A_TOKEN]\n');
    expect(readFileSync(inHome('b.bin'), 'utf8')).toBe('\0abc-123\n');
  });

  it('stops when it is interrupted', async () => {
    const items = Array.from({ length: 20 }, (_, index) => ({ name: `f${index}` }));
    const bytes = await tarOf(items);
    const interruption = new AbortController();
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream is what unpack reads
    const slow = async function* () {
      yield bytes.subarray(0, 3 * 512);
      interruption.abort();
      yield bytes.subarray(3 * 512);
    };
    const report = await unpack(slow(), home, LIMITS, { signal: interruption.signal });
    expect(report).toMatchObject({ complete: false, because: 'It was interrupted.' });
    expect(report.files).toBeLessThan(4);
  });

  it.each([
    ['in a file', 512 + 512 + 512 + 100, { files: 2 }],
    ['in a header', 512 + 512 + 300, { files: 1, bytes: 3 }],
    ['before all', 0, { files: 0, bytes: 0 }],
  ])('keeps what came before the stream broke %s', async (_name, at, expected) => {
    const whole = await tarOf([
      { name: 'first', content: '123' },
      { name: 'second', content: 'y'.repeat(500) },
    ]);
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream is what unpack reads
    const broken = async function* () {
      if (at > 0) yield whole.subarray(0, at);
      throw new Error('connection reset');
    };
    const report = await unpack(broken(), home, LIMITS);
    expect(report).toMatchObject({ complete: false, ...expected });
    expect(report.because).toContain('connection reset');
    expect(readdirSync(home)).toHaveLength(report.files);
  });

  it.each([
    ['noise', Buffer.alloc(2048, 'not a tar archive')],
    ['half an archive', Buffer.alloc(100)],
  ])('says that %s is no tar stream', async (_name, bytes) => {
    const report = await unpack(streamOf(bytes), home, LIMITS);
    expect(report).toMatchObject({ complete: false, files: 0 });
    expect(report.because).toContain('broke before its first entry');
  });
});
