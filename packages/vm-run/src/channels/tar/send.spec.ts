import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRunner } from '@flightline/core/process';
import { temporaryFolder } from '@flightline/core/testing';
import type { GuestResult } from '../channel';
import { kept } from '../shell/kept';
import { asArgv } from '../shell/quote';
import { NO_INPUT, readSent, packScript } from './send';
import { unpack } from './unpack';

const LIMITS = { maxBytes: 1000, maxFiles: 20 };

const ended = (exitCode: number, lines: readonly string[] = []): GuestResult => ({
  ...{ ending: 'exited', exitCode, stdout: '', truncated: false, durationMs: 1 },
  stderr: lines.join('\n'),
});

describe('readSent', () => {
  it.each([
    ['nothing to say', 0, [], []],
    ['a file that grows', 1, ['tar: ./log: file changed as we read it'], ['./log']],
    ['a file that shrinks', 1, ['tar: ./a: File shrank by 4 bytes; padding with zeros'], ['./a']],
    [
      'a file that goes, and a socket',
      1,
      ['tar: ./s: socket ignored', 'tar: ./a b: File removed before we read it'],
      ['./a b'],
    ],
    ['a change beside other words', 1, ['sudo: hm', 'tar: .: file changed as we read it'], ['.']],
  ])('takes a stream with %s for whole', (_name, exitCode, lines, changed) => {
    const sent = readSent(ended(exitCode, lines), LIMITS);
    expect(sent).toEqual({ whole: true, changed, refused: [] });
  });

  it.each<[string, GuestResult]>([
    ['cannot read', ended(2, ['tar: ./a: Cannot open: Permission denied'])],
    ['cannot read what changes', ended(2, ['tar: ./a: file changed as we read it'])],
    ['is not the one of GNU', ended(1, ['tar: a: short read'])],
    ['says nothing', ended(1)],
    ['does not end', { ...ended(0), ending: 'lost', exitCode: undefined }],
  ])('does not when tar %s', (_name, result) => {
    expect(readSent(result, LIMITS).whole).toBe(false);
  });

  it('makes names printable', () => {
    const lines = ['too large: \u001b[2J', 'tar: ./\u001b]0: file changed as we read it'];
    expect(readSent(ended(1, lines), LIMITS)).toMatchObject({
      changed: ['./\\x1b]0'],
      refused: [{ path: '\\x1b[2J' }],
    });
  });
});

describe('packScript', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const guest = join(folder.path, 'guest');
  const make = (path: string, bytes: number) => {
    mkdirSync(join(guest, path, '..'), { recursive: true });
    writeFileSync(join(guest, path), '');
    truncateSync(join(guest, path), bytes);
  };

  const send = async (path: string) => {
    const { stdout, stderr, exited } = (await createRunner()).start(
      asArgv(packScript(path, LIMITS)),
    );
    if (stdout === undefined || stderr === undefined) throw new Error('There are no streams.');
    const [stream, words] = [kept(stdout), text(kept(stderr))];
    const home = join(folder.path, `home-${readdirSync(folder.path).length}`);
    const unpacked = await unpack(stream, home, LIMITS);
    const { exitCode = 0 } = await exited;
    const sent = readSent(ended(exitCode, (await words).split('\n')), LIMITS);
    return { unpacked, exitCode, home, sent };
  };

  it('leaves out what is too large, whatever it is called, and sends the rest', async () => {
    const large = ['core', '-rf', 'a [x]*', 'sub/core dump ', "quo'te\\n"];
    for (const name of large) make(name, 10_000_000_000);
    for (const name of ['a x', 'core2', 'sub/core', 'z']) make(name, 2);
    const { unpacked, sent, home } = await send(guest);
    expect(unpacked).toMatchObject({ complete: true, files: 4, refused: [] });
    expect(sent.whole).toBe(true);
    expect(sent.refused.map(({ path }) => path).sort()).toEqual(
      large.map((name) => `./${name}`).sort(),
    );
    expect(readdirSync(home).sort()).toEqual(['a x', 'core2', 'sub', 'z']);
  });

  it.each([
    ['a file', 'z', 0, 1],
    ['nothing', 'none', NO_INPUT, 0],
    ['a file that is too large', 'core', 0, 0],
  ])('sends %s', async (_name, path, exitCode, files) => {
    const sent = await send(join(guest, path));
    expect([sent.exitCode, sent.unpacked.files]).toEqual([exitCode, files]);
  });
});
