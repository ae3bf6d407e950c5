import { debianProblems } from './suites';

describe('debianProblems', () => {
  it.each<[string, string[], string[]]>([
    ['bookworm', [], []],
    ['forky', ['g++', 'libc6-dev', 'python3.11'], []],
    ['', [], ["'' cannot be the name of a Debian suite."]],
    ['../etc', [], ["'../etc' cannot be the name of a Debian suite."]],
    ['sid', [], ["'sid' is another system from time to time."]],
    ['stable', [], ["'stable' is another system from time to time."]],
    [
      'bookworm',
      ['--hook', 'a,b'],
      [
        "'--hook' cannot be the name of a distribution package.",
        "'a,b' cannot be the name of a distribution package.",
      ],
    ],
  ])('%s with %j', (suite, packages, messages) => {
    expect(debianProblems(suite, packages).map(({ message }) => message)).toEqual(messages);
  });
});
