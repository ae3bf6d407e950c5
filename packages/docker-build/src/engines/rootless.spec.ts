import { type Account, rootlessProblems } from './rootless';

const ANN: Account = {
  name: 'ann',
  uid: 1001,
  subuid: 'ann:100000:65536\n',
  subgid: '1001:100000:65536\n',
};
const ALL = (name: string) => [`/usr/bin/${name}`];

it.each<[string, Partial<Account>, (name: string) => readonly string[], string[]]>([
  ['has all', {}, ALL, []],
  [
    'has no user ids',
    { subuid: '' },
    ALL,
    ['/etc/subuid: sudo usermod --add-subuids 100000-165535 ann'],
  ],
  [
    'has no group ids, and others do',
    { subgid: 'bob:100000:65536\neve:165536:65536\n' },
    ALL,
    ['/etc/subgid: sudo usermod --add-subgids 231072-296607 ann'],
  ],
  [
    'has an empty range',
    { subuid: 'ann:100000:0\nann\n' },
    ALL,
    ['/etc/subuid: sudo usermod --add-subuids 100000-165535 ann'],
  ],
  [
    'has no helpers',
    {},
    () => [],
    ['newuidmap: sudo apt-get install uidmap', 'newgidmap: sudo apt-get install uidmap'],
  ],
])('a user who %s', (_, account, findCommands, expected) => {
  const problems = rootlessProblems({ ...ANN, ...account }, findCommands);
  expect(problems.map(({ key, hint }) => `${key}: ${hint}`)).toEqual(expected);
});
