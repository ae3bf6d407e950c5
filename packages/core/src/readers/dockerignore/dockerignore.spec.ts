import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../testing';
import fixtures from './fixtures.json';
import { findDockerignore, parseDockerignore, readDockerignore } from '.';

const FILES = [...fixtures.files, 'Dockerfile', '.dockerignore'];

const hidden = (text: string, files: readonly string[] = FILES) => {
  const { hides } = parseDockerignore(text, '.dockerignore');
  return files.filter((file) => hides(file));
};

describe('hides', () => {
  // What real engines did: e2e/src/dockerignore.long.ts asks them again.
  it.each(fixtures.cases.map(({ text, ...seen }) => [text, seen] as const))(
    '%j as the engines do',
    (text, seen) => {
      const expected = seen.hides ?? FILES.filter((file) => !seen.shows.includes(file));
      expect(hidden(text).sort()).toEqual([...expected].sort());
    },
  );

  it.each<[string, string[], ...string[]]>([
    ['*\n! a', ['b'], 'a', 'b'],
    ['**foo', ['foo', 'x/foo'], 'foo', 'x/foo', 'barfoo', 'foobar'],
    ['*\n!**foo', ['foobar'], 'foo', 'barfoo', 'foobar'],
    ['*\n!**/*.md', ['dir/a'], 'dir/a', 'dir/b.md', 'b.md'],
    ['a**d', ['a/b/d', 'ad'], 'a/b/d', 'ad', 'abd'],
    ['[^a]', ['b'], 'a', 'b', 'bc'],
    ['a|b\n(c)', ['(c)'], 'a', 'b', 'c', '(c)'],
    ['?', ['a', '😀'], 'a', '😀', 'ab'],
  ])('%j hides %j', (text, expected, ...files) => {
    expect(hidden(text, files)).toEqual(expected);
  });
});

describe('hidesAllIn', () => {
  it.each<[text: string, folder: string, all: boolean]>([
    ['dir', 'dir', true],
    ['dir', 'other', false],
    ['dir', 'dir/sub', true],
    ['*\n!src', 'dir', true],
    ['*\n!src', 'src', false],
    ['dir\n!dir/sub', 'dir', false],
    ['dir\n!dir/sub', 'dir/other', true],
    ['dir\n!dir/*/x', 'dir/other', false],
    ['dir\n!dir/*/x', 'other', false],
    ['*\n!*/x', 'dir', false],
    ['*\n!**/x', 'dir', false],
    ['*\n!**x', 'dir', false],
    ['*\n!*.py', 'dir', true],
    ['!dir\ndir', 'dir', true],
  ])('%j hides all in %s: %s', (text, folder, all) => {
    expect(parseDockerignore(text, 'x').hidesAllIn(folder)).toBe(all);
  });

  it('never hides a folder in which something is shown', () => {
    const folders = new Set(FILES.flatMap((file) => file.split('/').slice(0, -1)));
    for (const { text } of fixtures.cases) {
      const { hides, hidesAllIn } = parseDockerignore(text, 'x');
      for (const folder of [...folders].filter(hidesAllIn)) {
        const below = FILES.filter((file) => file.startsWith(`${folder}/`));
        expect(below.filter((file) => !hides(file))).toEqual([]);
      }
    }
  });
});

describe('parseDockerignore', () => {
  it('keeps the place of each pattern', () => {
    expect(parseDockerignore('# all\n*\n\n!/src/\n', 'x').rules).toEqual([
      { words: '*', pattern: '*', brings: false, line: 2 },
      { words: '!/src/', pattern: 'src', brings: true, line: 4 },
    ]);
  });

  it.each([
    ['!', "'!' without a pattern."],
    ['ok\n[', "'[' is no pattern."],
    ['*\\', "'*\\' is no pattern."],
    ['[]a', "'[]a' is no pattern."],
  ])('refuses %j, as the engines do', (text, message) => {
    expect(() => parseDockerignore(text, 'x')).toThrow(
      expect.objectContaining({
        code: 'FILE_UNREADABLE',
        problems: [{ file: 'x', line: text.split('\n').length, message }],
      }) as Error,
    );
  });

  it.each([
    ['! a', true],
    ['**foo', true],
    ['!**/*.md', true],
    ['!*/a', true],
    ['!a\n!dir/*.md\n!dir/**\n!*.md\n**/foo\n**/*.md\n**', false],
  ])('%j is read differently: %s', (text, disputed) => {
    expect(parseDockerignore(text, 'x').disputes.length > 0).toBe(disputed);
  });
});

describe('readDockerignore', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it('reads a file with a byte order mark', () => {
    writeFileSync(join(folder.path, 'x'), '\uFEFFa\r\n');
    expect(readDockerignore(join(folder.path, 'x')).hides('a')).toBe(true);
  });
});

describe('findDockerignore', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it.each([
    [[], undefined],
    [['src/.dockerignore'], 'src/.dockerignore'],
    [['.dockerignore'], undefined],
    [['src/.dockerignore', 'docker/x.dockerignore'], 'docker/x.dockerignore'],
  ])('of %j finds %s', (files, found) => {
    const root = join(folder.path, String(files));
    for (const name of ['src', 'docker']) mkdirSync(join(root, name), { recursive: true });
    for (const file of files) writeFileSync(join(root, file), 'a\n');
    expect(findDockerignore(root, { file: 'docker/x', context: 'src' })).toBe(found);
  });
});
