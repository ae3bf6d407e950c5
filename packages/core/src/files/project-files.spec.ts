import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FlightlineError } from '../errors';
import { temporaryFolder } from '../testing';
import { type ProjectFiles, openProjectFiles } from '.';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (path: string) => join(folder.path, path);
const put = (files: Readonly<Record<string, string | Buffer>>) => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }
};
const open = () => openProjectFiles(folder.path, at('app'));

/** What reading is refused with. */
function refusal(look: (files: ProjectFiles) => unknown): string[] {
  try {
    look(open());
  } catch (error) {
    if (error instanceof FlightlineError) return error.problems.map(({ message }) => message);
    throw error;
  }
  return [];
}

put({
  '.gitignore': '*.log\n/app/secret\nout/\n',
  '.nxignore': 'drafts\n!kept.log\n',
  'shared.txt': 'shared',
  'app/a.txt': '\uFEFFone\n',
  'app/b/.gitignore': 'hidden\n!loud.log\n',
  'app/b/loud.log': '',
  'app/b/quiet.txt': '',
  'app/b/hidden/x.txt': '',
  'app/c/quiet.log': '',
  'app/c/kept.log': '',
  'app/c/drafts/x.txt': '',
  'app/out/x.txt': '',
  'app/secret/x.txt': '',
  'app/dist/x.txt': '',
  'app/c/dist/x.txt': '',
  'app/vms/artifacts/x.txt': '',
  'app/node_modules/p/x.txt': '',
  'app/.git/x.txt': '',
  'app/.github/workflows/x.yml': '',
  'app/name with\nline [end]*.txt': '',
  'app/latin1.txt': Buffer.from('caf\xe9', 'latin1'),
  'app/large.bin': Buffer.alloc(16 * 1024 * 1024 + 1),
});
symlinkSync('..', at('app/b/loop'));
symlinkSync('../shared.txt', at('app/link.txt'));
symlinkSync('/etc', at('app/etc'));

describe('find', () => {
  it.each<[globs: string[], found: string[]]>([
    [
      ['**/*.txt'],
      ['a.txt', 'b/quiet.txt', 'c/dist/x.txt', 'latin1.txt', 'name with\nline [end]*.txt'],
    ],
    [
      ['*.txt', '.github/**/*.yml'],
      ['.github/workflows/x.yml', 'a.txt', 'latin1.txt', 'name with\nline [end]*.txt'],
    ],
    [['**/*.log'], ['b/loud.log', 'c/kept.log']],
    [['{b,c}/*'], ['b/.gitignore', 'b/loud.log', 'b/quiet.txt', 'c/kept.log']],
    [['../*.txt'], []],
    [['nothing'], []],
  ])('%j', (globs, found) => {
    expect(open().find(...globs)).toEqual(found);
  });
});

it.each([
  ['a.txt', 'file'],
  ['b', 'folder'],
  ['.', 'folder'],
  ['b/../a.txt', 'file'],
  ['gone', 'missing'],
  ['a.txt/x', 'missing'],
  ['x'.repeat(300), 'missing'],
  ['a\0b', 'missing'],
  ['link.txt', 'link'],
  ['etc/passwd', 'link'],
  ['b/loop/a.txt', 'link'],
  ['secret/x.txt', 'ignored'],
  ['secret/gone', 'ignored'],
  ['c/quiet.log', 'ignored'],
  ['b/hidden/x.txt', 'ignored'],
  ['node_modules/p/x.txt', 'ignored'],
  ['.git', 'ignored'],
  ['../shared.txt', 'file'],
  ['../../etc/passwd', 'outside'],
])('kind of %j: %s', (path, kind) => {
  expect(open().kind(path)).toBe(kind);
});

it('reads no device, which would never end', () => {
  const files = openProjectFiles('/dev', '/dev');
  expect(files.kind('zero')).toBe('special');
  expect(() => files.text('zero')).toThrow("'zero' cannot be read.");
  expect(files.find('zero')).toEqual([]);
});

describe('reading', () => {
  it('gives text without a byte order mark, and bytes with it', () => {
    expect(open().text('a.txt')).toBe('one\n');
    expect(open().bytes('a.txt')).toHaveLength(7);
    expect(open().head('large.bin', 2)).toHaveLength(2);
    expect(open().text('../shared.txt')).toBe('shared');
  });

  it.each<[path: string, because: RegExp]>([
    ['gone', /does not exist/],
    ['b', /is a folder/],
    ['link.txt', /is a link/],
    ['secret/x.txt', /left out by \.gitignore/],
    ['../../etc/passwd', /not in the workspace/],
    ['latin1.txt', /not UTF-8/],
    ['large.bin', /larger than 16 MiB/],
  ])('refuses %s', (path, because) => {
    expect(refusal((files) => files.text(path))).toEqual([expect.stringMatching(because)]);
  });

  it('parses each file once for each parser, and names it as messages do', async () => {
    const parsed: string[] = [];
    const parse = (text: string, file: string) => parsed.push(`${file}: ${text}`);
    const files = open();
    const { files: other } = files.recorded();
    await Promise.all([files.read('a.txt', parse), other.read('./a.txt', parse)]);
    expect(parsed).toEqual(['app/a.txt: one\n']);
  });

  it('says where a parser lost itself', async () => {
    const parse = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    await expect(open().read('a.txt', parse)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      problems: [{ file: 'app/a.txt', message: expect.stringContaining('gave up') as unknown }],
    });
  });
});

it('keeps account of what is looked at, for each check', () => {
  const files = open();
  const [one, other] = [files.recorded(), files.recorded()];
  one.files.find('b/*.txt');
  one.files.text('b/quiet.txt');
  one.files.text('./a.txt');
  one.files.kind('gone');
  expect(one.record()).toEqual({ patterns: ['b/*.txt'], files: ['a.txt', 'gone'] });
  expect(other.record()).toEqual({ patterns: [], files: [] });
});

it.each([
  ['app', 'vms/x', 'app/vms/x'],
  ['app', '../x', 'x'],
  ['.', 'vms/x', 'vms/x'],
])('in %s, %s is %s', (root, path, name) => {
  const files = openProjectFiles(folder.path, at(root));
  expect(files.name(path)).toBe(name);
  expect(files.path(name)).toBe(path);
});
