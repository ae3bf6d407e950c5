import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../testing';
import { type BuildFiles, contextCommand, contextDigest, hiddenFrom } from '.';

const FILES: Readonly<Record<string, string>> = {
  Dockerfile: 'FROM scratch\nCOPY . /\n',
  'docker/other.Dockerfile': 'FROM scratch\n',
  '.dockerignore': '*\n!src\n**/*.md\n',
  'src/main.py': 'print()\n',
  'src/data/a.txt': 'a\n',
  'src/README.md': 'read\n',
  'dist/out.txt': 'out\n',
};
const BUILD: BuildFiles = { file: 'Dockerfile', context: '.' };

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('flightline-context-');
  for (const [path, content] of Object.entries(FILES)) write(path, content);
});
afterEach(() => folder.remove());

const at = (path: string) => join(folder.path, path);
const write = (path: string, content: string) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
};
const digest = (build: Partial<BuildFiles> = {}) =>
  contextDigest(folder.path, { ...BUILD, ...build });

describe('contextDigest', () => {
  it.each<[string, () => void]>([
    ['a byte', () => write('src/main.py', 'print(1)\n')],
    ['an executable bit', () => chmodSync(at('src/main.py'), 0o755)],
    ['a new file', () => write('src/new', '')],
    ['a file that is gone', () => rmSync(at('src/main.py'))],
    ['a new name', () => renameSync(at('src/main.py'), at('src/Main.py'))],
    ['a link', () => symlinkSync('main.py', at('src/link'))],
    ['a name beyond UTF-8', () => writeFileSync(Buffer.from(at('src/\xff'), 'latin1'), 'content')],
    ['the Dockerfile, though hidden', () => write('Dockerfile', 'FROM scratch\n')],
    ['a file less hidden', () => write('.dockerignore', '*\n!src\n')],
    ['a file more hidden', () => write('.dockerignore', '*\n!src\n**/*.md\nsrc/data\n')],
    ['no .dockerignore', () => rmSync(at('.dockerignore'))],
  ])('changes with %s', (_, change) => {
    const before = digest();
    change();
    expect(digest()).not.toBe(before);
  });

  it.each<[string, () => void]>([
    ['what is hidden', () => write('dist/out.txt', 'other')],
    ['a new file that is hidden', () => write('src/data/NOTES.md', 'more')],
    [
      'other words for the same patterns',
      () => write('.dockerignore', '# all\n*\n!/src/\n**/*.md'),
    ],
    ['times', () => utimesSync(at('src/main.py'), 0, 0)],
    ['the umask', () => chmodSync(at('src/main.py'), 0o600)],
    ['an empty folder', () => mkdirSync(at('src/empty'))],
  ])('stays the same with %s', (_, change) => {
    const before = digest();
    change();
    expect(digest()).toBe(before);
  });

  it('is about one Dockerfile and one context', () => {
    const all = [digest(), digest({ file: 'docker/other.Dockerfile' }), digest({ context: 'src' })];
    expect(new Set(all).size).toBe(3);
  });

  it('tells large files apart at their end', () => {
    write('src/large', `${'x'.repeat(3_000_000)}a`);
    const before = digest();
    write('src/large', `${'x'.repeat(3_000_000)}b`);
    expect(digest()).not.toBe(before);
  });

  it('says nothing of what is neither file nor link, and of what is not there', async () => {
    const server = createServer().listen(at('src/socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      expect(digest()).not.toBe(digest({ file: 'nothing', context: 'nowhere' }));
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('follows a change of what only one of two files hides', () => {
    write('Dockerfile.dockerignore', '*\n!dist\n');
    const before = digest();
    write('dist/out.txt', 'other');
    const between = digest();
    write('src/main.py', 'other');
    expect(new Set([before, between, digest()]).size).toBe(3);
  });
});

describe('hiddenFrom', () => {
  it.each<[files: Record<string, string>, hidden: string[]]>([
    [{}, ['dist', 'src/README.md']],
    [{ 'Dockerfile.dockerignore': 'dist' }, ['dist']],
    [{ '.containerignore': 'src' }, ['src/README.md']],
    [{ '.dockerignore': '*\n[' }, ['dist', 'src', 'src/README.md']],
  ])('with %j hides %j', (files, hidden) => {
    for (const [path, content] of Object.entries(files)) write(path, content);
    const { hides } = hiddenFrom(folder.path, BUILD);
    expect(['dist', 'src', 'src/README.md'].filter(hides)).toEqual(hidden);
  });
});

describe('contextCommand', () => {
  it.each<[root: string, build: BuildFiles, words: string]>([
    ['.', BUILD, '. Dockerfile .'],
    ['a/b', { file: './docker/x', context: 'src/' }, 'a/b docker/x src'],
    ['a', { file: "it's here", context: '.' }, "a 'it'\\''s here' ."],
  ])('for %s and %j ends with %s', (root, build, words) => {
    expect(contextCommand(root, build)).toBe(
      `node node_modules/@flightline/core/bin/context-digest.js ${words}`,
    );
  });
});
