import { judgeName, linkTarget, showName } from './entry-path';

it.each([
  ['./', ''],
  ['.', ''],
  ['./a/b.log', 'a/b.log'],
  ['a//b/', 'a/b'],
  ['..a/b..', '..a/b..'],
  ['ä/☃', 'ä/☃'],
])('%j becomes %j', (name, path) => expect(judgeName(name)).toEqual({ path }));

it.each([
  ['/etc/passwd', 'absolute'],
  ['../x', "'..'"],
  ['a/../../x', "'..'"],
  ['a/..', "'..'"],
  ['a\nb', 'control'],
  ['\u001b[2J', 'control'],
  ['a\u009bb', 'control'],
  ['x'.repeat(256), '255'],
])('%j is refused', (name, because) =>
  expect(judgeName(name)).toEqual({ because: expect.stringContaining(because) as string }),
);

it('shows control characters as what they are', () => {
  expect(showName('a\u001b[31m\n')).toBe('a\\x1b[31m\\x0a');
});

it.each([
  ['a/link', 'b', 'a/b'],
  ['a/link', '../b', 'b'],
  ['link', './b/../c', 'c'],
  ['a/link', '../../b', undefined],
  ['link', '/etc/passwd', undefined],
  ['link', '..', undefined],
])('link %s to %s leads to %s', (path, target, expected) =>
  expect(linkTarget(path, target)).toBe(expected),
);
