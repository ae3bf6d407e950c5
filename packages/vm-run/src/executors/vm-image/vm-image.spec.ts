import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '@flightline/core/executor';
import { fakeRunner, recordingReporter, temporaryFolder } from '@flightline/core/testing';
import { vmImage } from './vm-image';

const DISK = Buffer.alloc(4096);
DISK.write('\x55\xaa', 510, 'latin1');

describe('vmImage', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  const tags = ['type:box', 'matrix:product'];
  const root = 'product/vms/boxes/one';
  function task(signal: AbortSignal, options?: Record<string, unknown>, own = tags) {
    const targets = options === undefined ? {} : { 'vm-run': { options } };
    const reporter = recordingReporter();
    const made: Task & { reporter: typeof reporter } = {
      workspaceRoot: folder.path,
      project: { name: 'one', root, tags: own },
      projects: {
        one: { root, tags: own, targets },
        product: { root: 'product', tags: [], targets: {} },
      },
      target: { name: 'vm-image', cached: false },
      taskHash: null,
      env: { XDG_CACHE_HOME: join(folder.path, 'cache') },
      runner: fakeRunner({}),
      reporter,
      signal,
    };
    return made;
  }
  const never = new AbortController().signal;

  it('records the image the box names in its vm-run target, and says where', async () => {
    mkdirSync(join(folder.path, root), { recursive: true });
    writeFileSync(join(folder.path, 'product/disk.img'), DISK);
    const given = task(never, { image: 'file:disk.img' });
    await expect(vmImage({}, given)).resolves.toBe(true);
    const report = given.reporter.events.find(({ type }) => type === 'report');
    expect(report).toMatchObject({
      lines: [
        `'${root}/image.lock.json' records file:disk.img`,
        expect.stringMatching(/disk {2}4096 bytes {2}sha256:/),
      ],
    });
    expect(given.reporter.events.at(-1)).toMatchObject({ type: 'phase-ended', ok: true });
  });

  const OTHER = Buffer.from(DISK).fill('x', 0, 100);
  const write = (content: Buffer) => writeFileSync(join(folder.path, 'product/disk.img'), content);
  const call = async (options: Parameters<typeof vmImage>[0]) => {
    const given = task(never, { image: 'file:disk.img' });
    const answer: unknown = await vmImage(options, given).catch((error: unknown) => error);
    const lines = given.reporter.events.flatMap((e) => (e.type === 'report' ? e.lines : []));
    return { answer, said: lines.join('\n') };
  };
  const lock = () => readFileSync(join(folder.path, root, 'image.lock.json'), 'utf8');

  it('tells with check what changed, and changes nothing', async () => {
    mkdirSync(join(folder.path, root), { recursive: true });
    write(DISK);
    expect(await call({ check: true })).toMatchObject({
      answer: false,
      said: expect.stringMatching(/disk +none +4096 bytes[^]*nx run one:vm-image/) as string,
    });
    await call({});
    const before = lock();
    expect(await call({ check: true })).toMatchObject({ answer: true });
    write(OTHER);
    expect((await call({ check: true })).answer).toBe(false);
    expect(lock()).toBe(before);
    expect((await call({})).said).toMatch(/something else before:\n.*\n +disk +4096 bytes/);
    expect(lock()).not.toBe(before);
  });

  it('reads with verify what else would be believed', async () => {
    mkdirSync(join(folder.path, root), { recursive: true });
    write(DISK);
    await call({});
    expect(await call({ verify: true })).toMatchObject({ answer: true });
    const path = join(folder.path, 'product/disk.img');
    const { atime, mtime } = statSync(path);
    write(OTHER);
    utimesSync(path, atime, mtime);
    expect((await call({ verify: true })).answer).toMatchObject({ code: 'IMAGE_DIGEST_MISMATCH' });
    expect((await call({ check: true, verify: true })).answer).toMatchObject({
      code: 'OPTIONS_INVALID',
    });
  });

  it.each<[string, Record<string, unknown> | undefined, string[], string]>([
    ['has no release', { image: 'debian:trixie' }, ['type:box'], "no tag 'matrix:<release>'"],
    ['has no vm-run', undefined, tags, "no target 'vm-run'"],
  ])('refuses a project that %s', async (_, options, own, says) => {
    await expect(vmImage({}, task(never, options, own))).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringContaining(says) as string,
    });
  });

  it('ends without a mistake of ours when it is interrupted', async () => {
    const given = task(AbortSignal.abort('SIGTERM'), { image: 'debian:trixie' });
    await expect(vmImage({}, given)).resolves.toBe(false);
    expect(given.reporter.events).toContainEqual(
      expect.objectContaining({ type: 'notice', message: 'Interrupted; nothing was recorded.' }),
    );
  });
});
