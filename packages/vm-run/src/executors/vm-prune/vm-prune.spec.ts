import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '@flightline/core/executor';
import type { FoundLease } from '@flightline/core/leases';
import { ownLife } from '@flightline/core/process';
import {
  fakeRunner,
  foundLease,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import { recipeVersion } from '../../images';
import { parsePeriod, parseSize } from './plan';
import { vmPrune } from './vm-prune';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
const KIB = 1024;

it.each([
  ['20GB', 20e9],
  ['1.5 MiB', 1.5 * 1024 ** 2],
  ['3KB', 3000],
])('%s are %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

it.each([
  ['12h', DAY_MS / 2],
  ['30d', 30 * DAY_MS],
  ['2w', 14 * DAY_MS],
])('%s are %d ms', (text, ms) => expect(parsePeriod(text)).toBe(ms));

describe('vmPrune', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());
  const images = () => join(folder.path, 'flightline/images');

  /** An image used some days ago. */
  function image(name: string, days: number, { kib = 1, builder = recipeVersion() } = {}): void {
    mkdirSync(join(images(), name), { recursive: true });
    writeFileSync(join(images(), name, 'disk'), Buffer.alloc(kib * KIB, 1));
    const manifest = join(images(), name, 'manifest.json');
    writeFileSync(
      manifest,
      JSON.stringify({ uri: name, inputs: { builder }, files: { disk: {} } }),
    );
    age(manifest, days);
  }
  const age = (path: string, days: number) => {
    const then = new Date(NOW.getTime() - days * DAY_MS);
    utimesSync(path, then, then);
  };
  const put = (name: string, content: string | Buffer) => {
    mkdirSync(join(folder.path, 'flightline', name, '..'), { recursive: true });
    writeFileSync(join(folder.path, 'flightline', name), content);
  };
  async function prune(options: Parameters<typeof vmPrune>[0], leases: FoundLease[] = []) {
    const reporter = recordingReporter();
    const remove = {
      effect: (argv: readonly string[]) => {
        for (const path of argv.slice(4)) rmSync(path, { recursive: true, force: true });
      },
    };
    const task: Task = {
      ...{ workspaceRoot: folder.path, project: { name: 'p', root: 'p', tags: [] }, projects: {} },
      ...{
        target: { name: 'vm-prune', cached: false },
        taskHash: null,
        env: { XDG_CACHE_HOME: folder.path },
        reporter,
      },
      runner: fakeRunner({ 'rm -rf --one-file-system -- *': remove }),
      signal: new AbortController().signal,
    };
    const ok = await vmPrune(options, task, { findLeases: () => leases, now: NOW });
    const said = reporter.events.flatMap((e) => (e.type === 'report' ? e.lines : [])).join('\n');
    return { ok, said, left: readdirSync(images()).filter((name) => !name.endsWith('.turn')) };
  }

  it.each<[string, Parameters<typeof vmPrune>[0], string[]]>([
    ['nothing that is wanted', {}, ['a', 'b', 'c']],
    ['what was not used for long', { olderThan: '5d' }, ['c']],
    ['what was not used for longest, as far as need be', { maxSize: '600KiB' }, ['b', 'c']],
    ['nothing in a dry run', { olderThan: '1h', dryRun: true }, ['a', 'b', 'c']],
    ['nothing for du', { maxSize: '1KiB', du: true }, ['a', 'b', 'c']],
  ])('removes %s', async (_, options, left) => {
    image('c', 1, { kib: 256 });
    image('a', 20, { kib: 256 });
    image('b', 10, { kib: 256 });
    await expect(prune(options)).resolves.toMatchObject({ ok: true, left });
  });

  it('says what there is, the least used first', async () => {
    image('a', 1);
    image('b', 10);
    const { said } = await prune({ du: true });
    expect(said).toMatch(
      /what.*\nb .* 240 h 00 min ago +keep.*\na .*\n[\d.]+ KiB in '.*' *, of which 0 B/,
    );
  });

  it('removes what no process will come back to', async () => {
    image('old-build', 8, { builder: 'another' });
    image('new-build', 3, { builder: 'another' });
    put('images/x.4194304.tmp/root/etc', '');
    put(`images/y.${process.ppid}.tmp/root/etc`, '');
    put('images/half/disk', '');
    for (const name of ['old', 'new']) put(`images/downloads/${name}.part`, 'bytes');
    age(join(images(), 'downloads/old.part'), 2);
    age(join(images(), 'downloads/new.part'), 0.5);
    await expect(prune({})).resolves.toMatchObject({
      left: ['downloads', 'new-build', `y.${process.ppid}.tmp`],
    });
    expect(existsSync(join(images(), 'downloads/old.part'))).toBe(false);
    expect(existsSync(join(images(), 'downloads/new.part'))).toBe(true);
  });

  it.each<[string, () => FoundLease[], RegExp]>([
    [
      'a process works on',
      () => {
        put('images/a.turn', JSON.stringify({ ...ownLife(), box: 'one' }));
        return [];
      },
      /Process \d+ \(box 'one'\) works on it/,
    ],
    [
      'an overlay stands on',
      () => {
        const head = Buffer.alloc(512);
        const backing = join(images(), 'a/disk');
        head.write('QFI\xfb', 'latin1');
        head.writeBigUInt64BE(256n, 8);
        head.writeUInt32BE(backing.length, 16);
        head.write(backing, 256);
        put('templates/t-1/disk.qcow2', head);
        return [];
      },
      /templates\/t-1\/disk\.qcow2' stands on it/,
    ],
    [
      'a machine may have taken',
      () => [foundLease({ box: 'two', takenAt: '2026-01-01T12:00:00.000Z' }, 'alive')],
      /machine of 'two' may stand on it/,
    ],
  ])('keeps what %s', async (_, arrange, says) => {
    image('a', 20);
    const { left, said } = await prune({ olderThan: '1h', maxSize: '1KiB' }, arrange());
    expect(left).toContain('a');
    expect(said).toMatch(says);
  });

  it('treats templates as images, and removes one as a whole', async () => {
    const templates = join(folder.path, 'flightline/templates');
    for (const [name, days] of [['fresh', 1] as const, ['stale', 9] as const]) {
      const manifest = { nonce: name, guest: {}, image: 'debian:bookworm', files: { ram: {} } };
      put(`templates/${name}/template.json`, JSON.stringify(manifest));
      put(`templates/${name}/ram`, Buffer.alloc(KIB));
      age(join(templates, name, 'template.json'), days);
    }
    put('templates/half.123.tmp/ram', '');
    mkdirSync(images(), { recursive: true });
    const { ok, said } = await prune({ olderThan: '5d' });
    expect(said).toMatch(/template of debian:bookworm .* remove .*\n.*template of .* keep /);
    expect(ok).toBe(true);
    expect(readdirSync(templates).filter((name) => !name.endsWith('.turn'))).toEqual(['fresh']);
  });

  it('lets a machine that is gone keep nothing', async () => {
    image('a', 20);
    const gone = foundLease({ takenAt: '2026-01-01T12:00:00.000Z' }, 'gone');
    await expect(prune({ olderThan: '1h' }, [gone])).resolves.toMatchObject({ left: [] });
  });
});
