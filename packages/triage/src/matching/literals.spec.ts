import { requiredLiterals } from './literals';

describe('requiredLiterals', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['No space left', ['no space left']],
    ['^E: Failed to fetch ', ['e: failed to fetch ']],
    ['a|bc', ['a', 'bc']],
    ['(?:foo|bar) baz', ['foo baz', 'bar baz']],
    ['x[Cc]at', ['xcat']],
    ['ab?c', ['abc', 'ac']],
    ['ab*c', ['a']],
    ['ab+cde', ['cde']],
    ['(abc)+', ['abc']],
    ['(abc){2,}', ['abc']],
    ['(abc){0,2}x', ['x']],
    ['a.{1,9}long', ['long']],
    ['\\bOut of memory\\b', ['out of memory']],
    ['a\\.b', ['a.b']],
    ['a\\tb', ['a\tb']],
    ['[0-9]+ failed', [' failed']],
    ['[^a]b', ['b']],
    ['[]x]y', ['y']],
    ['[[:alpha:]]z', ['z']],
    ['\\p{Greek}z', ['z']],
    ['(?i)Server', ['server']],
    ['(?P<name>abc)d', ['abcd']],
    ['größe', ['gr']],
    ['.*', undefined],
    ['(?:a|)', undefined],
    ['\\d+', undefined],
    ['', undefined],
    ['\\x41bc', undefined],
    ['\\Qa.b\\E', undefined],
  ])('of %j', (pattern, expected) => {
    const found = requiredLiterals(pattern);
    expect(found === undefined ? undefined : [...new Set(found)]).toEqual(expected);
  });
});
