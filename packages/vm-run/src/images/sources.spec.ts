import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ScriptedAnswer, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import type { ImageContext, ImageRequest } from './image';
import { imageProblems, lockImage, provideImage } from './sources';

const RAW = Buffer.alloc(4096);
RAW.write('\x55\xaa', 510, 'latin1');

describe('images', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder.path, 'vms/boxes/one'), { recursive: true });
  });
  afterEach(() => folder.remove());

  const request = (uri: string, packages: string[] = []): ImageRequest => ({
    uri,
    packages,
    releaseRoot: folder.path,
    boxRoot: join(folder.path, 'vms/boxes/one'),
    box: 'one',
  });
  const context = (runner = fakeRunner({})): ImageContext => ({
    runner,
    signal: new AbortController().signal,
    cacheDir: join(folder.path, 'cache'),
    env: {},
    onProgress: () => undefined,
    notice: () => undefined,
  });
  const put = (name: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), content);
  };
  const lockFile = () =>
    JSON.parse(readFileSync(join(folder.path, 'vms/boxes/one/image.lock.json'), 'utf8')) as unknown;

  describe('problems', () => {
    it.each<[string, string[], string[]]>([
      ['debian:trixie', ['python3'], []],
      ['debian:stable', [], ['another system']],
      ['debian:', [], ["'' cannot be the name"]],
      ['debian:trixie', ['A', '-x'], ["'A' cannot", "'-x' cannot"]],
      ['file:disk.img', [], []],
      ['file:', [], ['names no file']],
      ['file:vms', [], ['is no file']],
      ['file:none.img', ['git'], ['cannot be added', "'none.img' does not exist"]],
      ['ftp:disk', [], ["No image source knows 'ftp:disk'."]],
    ])('%s with %j', (uri, packages, says) => {
      put('disk.img', RAW);
      const messages = imageProblems(request(uri, packages)).map(({ message }) => message);
      expect(messages).toEqual(says.map((text) => expect.stringContaining(text) as string));
    });

    it('names the kinds there are', () => {
      expect(imageProblems(request('ftp:disk'))[0]?.hint).toMatch(/'debian:\w+', 'file:\S+'/);
    });

    it.each([
      ['ftp:disk', 'IMAGE_SCHEME_UNKNOWN'],
      ['file:none', 'IMAGE_URI_INVALID'],
    ])('%s is provided by nobody', async (uri, code) => {
      await expect(provideImage(request(uri), context())).rejects.toMatchObject({ code });
    });
  });

  describe('file:', () => {
    const uri = 'file:images/box.disk';

    it('is provided once it is locked', async () => {
      put('images/box.disk', RAW);
      await expect(provideImage(request(uri), context())).rejects.toMatchObject({
        code: 'IMAGE_UNLOCKED',
        hint: 'Record it with: nx run one:vm-image',
      });
      await lockImage(request(uri), context());
      const image = await provideImage(request(uri), context());
      expect(image).toEqual({
        uri,
        disk: join(folder.path, 'images/box.disk'),
        format: 'raw',
        digest: expect.stringMatching(/^sha256:/) as string,
        seed: 'nocloud',
      });
      expect(lockFile()).toEqual({ uri, files: { disk: { size: 4096, digest: image.digest } } });
    });

    it('starts with the kernel beside it', async () => {
      put('images/box.disk', RAW);
      put('images/box.vmlinuz', 'kernel');
      put('images/box.initrd', 'initrd');
      await lockImage(request(uri), context());
      expect((await provideImage(request(uri), context())).kernel).toMatchObject({
        vmlinuz: join(folder.path, 'images/box.vmlinuz'),
        initrd: join(folder.path, 'images/box.initrd'),
      });
    });

    it.each<[string, () => void, string]>([
      ['its bytes', () => put('images/box.disk', Buffer.concat([RAW, RAW])), 'disk'],
      ['a kernel that came', () => put('images/box.vmlinuz', 'kernel'), 'vmlinuz'],
    ])('is refused after a change of %s', async (_, change, key) => {
      put('images/box.disk', RAW);
      await lockImage(request(uri), context());
      change();
      await expect(provideImage(request(uri), context())).rejects.toMatchObject({
        code: 'IMAGE_DIGEST_MISMATCH',
        hint: 'If the change is meant: nx run one:vm-image',
        problems: [{ key }],
      });
    });

    it.each([
      ['<html></html>', 'HTML'],
      ['', 'empty'],
    ])('is not locked when it is %j', async (content, says) => {
      put('images/box.disk', content);
      await expect(lockImage(request(uri), context())).rejects.toMatchObject({
        code: 'IMAGE_URI_INVALID',
        message: expect.stringContaining(says) as string,
      });
    });

    const qcow2 = Buffer.alloc(4096);
    qcow2.write('QFI\xfb', 0, 'latin1');
    const lockChecked = (answer: ScriptedAnswer) => {
      put('images/box.disk', qcow2);
      const runner = fakeRunner({ 'qemu-img check -q -f qcow2 *': answer });
      return lockImage(request(uri), context(runner));
    };

    it.each<ScriptedAnswer>([
      { exitCode: 0 },
      { exitCode: 3, stdout: 'leaked clusters' },
      { ending: 'missing' },
    ])('is locked when qemu-img finds nothing wrong: %j', async (answer) => {
      await expect(lockChecked(answer)).resolves.toMatchObject({ uri });
    });

    it('is not locked when qemu-img finds it broken', async () => {
      const broken = lockChecked({ exitCode: 2, stderr: 'cluster 7 is out of bounds' });
      await expect(broken).rejects.toThrow('cluster 7 is out of bounds');
    });
  });

  describe('debian:', () => {
    /** Writes what the real programs would leave. */
    const tools = (mke2fs: ScriptedAnswer = {}) => {
      const bootstrap: ScriptedAnswer = {
        effect: (argv) => {
          for (const word of argv) {
            const file = /^--customize-hook=download \S+ '(.+)'$/.exec(word)?.[1];
            if (file !== undefined) writeFileSync(file, basename(file));
          }
        },
      };
      const isolated = 'setpriv --pdeathsig KILL';
      return fakeRunner({
        [`${isolated} unshare --mount --pid --fork --kill-child --mount-proc -- true`]: {},
        [`${isolated} true`]: {},
        [`${isolated} *`]: bootstrap,
        'mke2fs *': mke2fs,
        'mmdebstrap --unshare-helper mke2fs *': mke2fs,
        'qemu-img convert *': { effect: (argv) => writeFileSync(argv.at(-1) ?? '', 'disk') },
        'rm *': {},
        'mmdebstrap --unshare-helper rm *': {},
      });
    };

    it('is built from packages, once for equal inputs', async () => {
      const runner = tools();
      const first = await provideImage(request('debian:bookworm', ['git', 'b1']), context(runner));
      const calls = runner.calls.length;
      const again = await provideImage(request('debian:bookworm', ['b1', 'git']), context(runner));
      expect(runner.calls).toHaveLength(calls);
      expect(again).toEqual(first);
      expect(first).toMatchObject({ format: 'qcow2', uri: 'debian:bookworm' });
      expect(readFileSync(first.kernel?.vmlinuz ?? '', 'utf8')).toBe('vmlinuz');
      expect(runner.calls.find((call) => call.includes('--include='))).toMatch(
        /--include=b1,.*git,.*linux-image/,
      );
    });

    it('finds the programs that only root has on the PATH', async () => {
      const paths: unknown[] = [];
      const note: ScriptedAnswer = { effect: (_argv, { env }) => void paths.push(env?.['PATH']) };
      const asUser = { ...context(tools(note)), env: { PATH: '/usr/bin' } };
      await provideImage(request('debian:bookworm'), asUser);
      expect(paths).toEqual(['/usr/bin:/usr/sbin:/sbin']);
    });

    it.each([
      ['debian:trixie', []],
      ['debian:bookworm', ['git']],
    ])('%s with %j is another image', async (uri, packages) => {
      const plain = await provideImage(request('debian:bookworm'), context(tools()));
      const other = await provideImage(request(uri, packages), context(tools()));
      expect(dirname(other.disk)).not.toBe(dirname(plain.disk));
    });

    it('records what it is built from, and no bytes', async () => {
      await lockImage(request('debian:bookworm', ['git']), context(tools()));
      expect(lockFile()).toEqual({
        uri: 'debian:bookworm',
        debian: {
          suite: 'bookworm',
          packages: ['git'],
          builder: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
        },
      });
    });

    it('is refused when the options say something else than the lock', async () => {
      await lockImage(request('debian:bookworm', ['git']), context(tools()));
      await expect(
        provideImage(request('debian:bookworm'), context(tools())),
      ).rejects.toMatchObject({
        code: 'IMAGE_DIGEST_MISMATCH',
        problems: [
          { message: "Recorded is 'debian:bookworm' with git." },
          { message: "Asked for is 'debian:bookworm' without further packages." },
        ],
      });
    });

    it('refuses a lock file that is none', async () => {
      put('vms/boxes/one/image.lock.json', '{"uri": 1}');
      await expect(
        provideImage(request('debian:bookworm'), context(tools())),
      ).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    });

    it.each<[ScriptedAnswer, string]>([
      [{ exitCode: 1, stderr: 'mke2fs: No space left on device' }, 'DISK_FULL'],
      [{ exitCode: 1, stderr: 'Could not allocate block' }, 'IMAGE_BUILD_FAILED'],
      [{ ending: 'missing' }, 'TOOL_MISSING'],
    ])('a disk that cannot be made (%j) is %s, and the tree is removed', async (answer, code) => {
      const runner = tools(answer);
      await expect(provideImage(request('debian:bookworm'), context(runner))).rejects.toMatchObject(
        { code },
      );
      expect(runner.calls.at(-1)).toMatch(/rm -rf --one-file-system -- .*\/root .*\/disk\.raw$/);
    });
  });
});
