import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { folderManifest } from '@flightline/core/evidence';
import { temporaryFolder } from '@flightline/core/testing';
import { docker } from '../../engines/docker';
import { normaliseArtifact, removeLeftovers, replaceFolder } from './artifact';

const folder = temporaryFolder();
afterAll(folder.remove);

let cases = 0;
/** A new folder with these files: name to content. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = join(folder.path, String((cases += 1)));
  mkdirSync(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

describe('removeLeftovers', () => {
  const leftovers =
    docker
      .setups({ findCommands: () => ['docker'], env: {}, account: undefined })
      .find((setup) => setup.leftovers.length > 0)?.leftovers ?? [];

  it('takes away what Docker puts into a container, and nothing of the product', () => {
    const root = tree({ '.dockerenv': '', 'etc/hosts': '', 'etc/resolv.conf': '', 'app.pyz': 'x' });
    for (const name of ['dev/pts', 'dev/shm', 'proc', 'sys'])
      mkdirSync(join(root, name), { recursive: true });
    symlinkSync('/proc/mounts', join(root, 'etc', 'mtab'));
    removeLeftovers(root, leftovers);
    expect(readdirSync(root)).toEqual(['app.pyz']);
  });

  it('keeps a file of the same name that has content', () => {
    const root = tree({ 'etc/hosts': '127.0.0.1 x', 'etc/hostname': '' });
    removeLeftovers(root, leftovers);
    expect(folderManifest(root).map(({ path }) => path)).toEqual(['etc/hosts']);
  });
});

describe('normaliseArtifact', () => {
  it('leaves one time and two modes', () => {
    const root = tree({ 'bin/run': '#!', 'data.txt': 'x' });
    chmodSync(join(root, 'bin', 'run'), 0o4710);
    chmodSync(join(root, 'data.txt'), 0o400);
    symlinkSync('nowhere', join(root, 'link'));
    normaliseArtifact(root);
    const seen = ['', 'bin', 'bin/run', 'data.txt', 'link'].map((name) => {
      const { mode, mtimeMs } = lstatSync(join(root, name));
      return `${name} ${(mode & 0o7777).toString(8)} ${new Date(mtimeMs).toISOString()}`;
    });
    const at = '1980-01-01T00:00:00.000Z';
    expect(seen).toEqual([
      ` 755 ${at}`,
      `bin 755 ${at}`,
      `bin/run 755 ${at}`,
      `data.txt 644 ${at}`,
      `link 777 ${at}`,
    ]);
  });

  it('opens what nobody could read, and drops what only root could give', () => {
    const root = tree({ 'closed/secret': 'x', twin: 'y' });
    linkSync(join(root, 'twin'), join(root, 'closed', 'twin'));
    chmodSync(join(root, 'twin'), 0o6555);
    chmodSync(join(root, 'closed', 'secret'), 0o000);
    chmodSync(join(root, 'closed'), 0o000);
    normaliseArtifact(root);
    expect(folderManifest(root).map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      '100644 closed/secret',
      '100755 closed/twin',
      '100755 twin',
    ]);
    expect(lstatSync(join(root, 'twin')).mode & 0o7777).toBe(0o755);
  });

  it('refuses names that are no UTF-8, with all that is wrong', () => {
    const root = tree({ 'bin/run': '' });
    for (const name of ['bin/\xff', '\xe9'])
      writeFileSync(Buffer.from(join(root, name), 'latin1'), '');
    expect(() => normaliseArtifact(root)).toThrow(
      expect.objectContaining({
        code: 'BUILD_FAILED',
        problems: expect.arrayContaining(
          ['bin/\ufffd', '\ufffd'].map((name) => ({ message: `The name '${name}' is no UTF-8.` })),
        ) as unknown,
      }) as Error,
    );
  });

  it('refuses what is no file', async () => {
    const root = tree({ a: '' });
    const server = createServer().listen(join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      expect(() => normaliseArtifact(root)).toThrow('holds what cannot be copied into a box');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('replaceFolder', () => {
  const content = (root: string) => readFileSync(join(root, 'a'), 'utf8');

  it.each<[string, Record<string, string> | undefined]>([
    ['nothing', undefined],
    ['an older one', { a: 'old', b: 'gone' }],
  ])('takes the place of %s', (_, old) => {
    const fresh = tree({ a: 'new' });
    const target = old ? tree(old) : join(folder.path, 'deep', 'down');
    replaceFolder(fresh, target);
    expect(content(target)).toBe('new');
    expect(existsSync(join(target, 'b'))).toBe(false);
    expect([existsSync(fresh), existsSync(`${fresh}.old`)]).toEqual([false, false]);
  });

  it('puts the old one back when the new one cannot come', () => {
    const target = tree({ a: 'old' });
    expect(() => replaceFolder(join(folder.path, 'missing'), target)).toThrow('ENOENT');
    expect(content(target)).toBe('old');
  });
});
