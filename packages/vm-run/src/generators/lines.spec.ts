import { escaped, lineOf, withLines } from './lines';

describe('withLines', () => {
  it.each([
    [undefined, ['dist/'], 'dist/\n'],
    ['a', ['dist/'], 'a\ndist/\n'],
    ['/dist', ['dist/', '.nx/cache'], '/dist\n.nx/cache\n'],
    ['.nx', ['.nx/cache'], undefined],
    ['.nx*\n', ['.nx/cache'], '.nx*\n.nx/cache\n'],
  ])('%j with %j becomes %j', (text, lines, after) => {
    expect(withLines({ text: () => text }, 'f', lines)).toEqual(
      after === undefined ? {} : { f: after },
    );
  });
});

it.each([
  ['Vagrantfile', 'Vagrantfile', '/Vagrantfile'],
  ['a b/V', 'a b/V', '/a b/V'],
  ['a[1]/*?/V', 'a\\[1\\]/\\*\\?/V', '/a\\[1\\]/\\*\\?/V'],
  ['a\\b', 'a\\\\b', '/a\\\\b'],
])('%s means itself as %s, and one file as %s', (path, pattern, line) => {
  expect(escaped(path)).toBe(pattern);
  expect(lineOf(path)).toBe(line);
});
