import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '@flightline/core/errors';
import { fakeRunner, temporaryFolder } from '@flightline/core/testing';
import type { ImageContext } from '../image';
import { type Recipe, fromStore } from './store';

describe('fromStore', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let built: number;
  let notices: string[];
  let context: ImageContext;

  beforeEach(() => {
    folder = temporaryFolder();
    built = 0;
    notices = [];
    context = {
      runner: fakeRunner({
        'rm *': { effect: (argv) => rmSync(argv.at(-1) ?? '', { recursive: true }) },
      }),
      signal: new AbortController().signal,
      cacheDir: folder.path,
      env: {},
      onProgress: () => undefined,
      notice: (message) => notices.push(message),
    };
  });
  afterEach(() => folder.remove());

  const recipe: Recipe = {
    key: 'debian-x-1',
    uri: 'debian:x',
    inputs: { suite: 'x' },
    files: ['disk', 'kernel'],
    build: (to) => {
      built += 1;
      writeFileSync(join(to, 'disk'), 'disk');
      writeFileSync(join(to, 'kernel'), 'kernel');
      return Promise.resolve();
    },
  };
  const provide = (more: Partial<Recipe> = {}) => fromStore({ ...recipe, ...more }, 'box', context);
  const images = () => readdirSync(join(folder.path, 'images'));

  it('builds an image once and leaves nothing else', async () => {
    const { folder: stored, manifest } = await provide();
    await provide();
    expect(built).toBe(1);
    expect(images()).toEqual(['debian-x-1']);
    expect(readdirSync(stored).sort()).toEqual(['disk', 'kernel', 'manifest.json']);
    expect(manifest).toMatchObject({
      uri: 'debian:x',
      inputs: { suite: 'x' },
      files: { disk: { size: 4, digest: expect.stringMatching(/^sha256:/) as string } },
    });
  });

  it.each<[string, (stored: string) => void]>([
    ['longer', (stored) => appendFileSync(join(stored, 'disk'), '!')],
    ['other, of the same size', (stored) => writeFileSync(join(stored, 'kernel'), 'KERNEL')],
    ['gone', (stored) => rmSync(join(stored, 'kernel'))],
    ['without a manifest', (stored) => rmSync(join(stored, 'manifest.json'))],
    ['beside half a manifest', (stored) => writeFileSync(join(stored, 'manifest.json'), '{"fi')],
  ])('heals a file that is %s, and says so', async (_, damage) => {
    damage((await provide()).folder);
    await provide();
    expect(built).toBe(2);
    expect(notices).toEqual([
      expect.stringMatching(/^The stored image 'debian:x' is damaged \(.+\); it is made again\.$/),
    ]);
    await provide();
    expect(built).toBe(2);
  });

  it('believes in equal bytes, however they came there', async () => {
    const { folder: stored } = await provide();
    copyFileSync(join(stored, 'disk'), join(stored, 'copy'));
    renameSync(join(stored, 'copy'), join(stored, 'disk'));
    utimesSync(join(stored, 'kernel'), 1, 1);
    await provide();
    expect(built).toBe(1);
    expect(notices).toEqual([]);
  });

  it('says IMAGE_DAMAGED when the image cannot be made again, and keeps the reason', async () => {
    const { folder: stored } = await provide();
    rmSync(join(stored, 'disk'));
    const offline = new EnvironmentError('MIRROR_UNREACHABLE', 'No answer.', 'Network up?');
    await expect(provide({ build: () => Promise.reject(offline) })).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: expect.stringMatching(/'disk' is missing.*No answer\./) as string,
      hint: 'Network up?',
    });
  });

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EROFS', 'CACHE_UNUSABLE'],
  ])('turns %s into %s and leaves nothing', async (errno, code) => {
    const error = Object.assign(new Error('said the disk'), { code: errno });
    await expect(provide({ build: () => Promise.reject(error) })).rejects.toMatchObject({ code });
    expect(images()).toEqual([]);
  });

  it('builds one image for two that ask at the same time', async () => {
    const both = await Promise.all([provide(), provide()]);
    expect(built).toBe(1);
    expect(both[0].manifest).toEqual(both[1].manifest);
  });

  it('clears away what a killed build left, and not what a living one works on', async () => {
    const left = (pid: number) => join(folder.path, 'images', `debian-y-2.${pid}.tmp`);
    for (const pid of [4_194_304, process.ppid]) mkdirSync(left(pid), { recursive: true });
    await provide();
    expect(existsSync(left(4_194_304))).toBe(false);
    expect(existsSync(left(process.ppid))).toBe(true);
  });
});
