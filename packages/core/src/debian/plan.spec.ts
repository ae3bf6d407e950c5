import { type BootstrapRequest, debianMirror, hookWord, planBootstrap } from './plan';

const REQUEST: BootstrapRequest = {
  suite: 'bookworm',
  format: 'folder',
  target: '/work/root',
  mode: 'root',
};

describe('planBootstrap', () => {
  it.each<[string, Partial<BootstrapRequest>, string[]]>([
    ['a folder as root', {}, ['--mode=root', '--variant=minbase', '--format=directory']],
    ['an archive', { format: 'tar' }, ['--format=tar']],
    ['a user namespace', { mode: 'unshare' }, ['--mode=unshare']],
    ['a variant', { variant: 'important' }, ['--variant=important']],
    ['an architecture', { architecture: 'amd64' }, ['--architectures=amd64']],
    [
      'packages, sorted and once each',
      { packages: ['sudo', 'git', 'sudo'] },
      ['--include=git,sudo'],
    ],
    [
      'hooks in their order',
      {
        hooks: [
          { stage: 'essential', command: 'copy-in a /' },
          { stage: 'customize', command: 'chroot "$1" sh b' },
        ],
      },
      ['--essential-hook=copy-in a /', '--customize-hook=chroot "$1" sh b'],
    ],
    [
      'another mirror',
      { mirror: 'http://127.0.0.1/debian' },
      ['deb http://127.0.0.1/debian bookworm main'],
    ],
  ])('%s', (_, request, words) => {
    const { argv } = planBootstrap({ ...REQUEST, ...request });
    expect(argv.filter((word) => words.includes(word))).toEqual(words);
  });

  it('asks Debian for the suite and nothing else', () => {
    expect(planBootstrap(REQUEST).argv.slice(-3)).toEqual([
      'bookworm',
      '/work/root',
      'deb http://deb.debian.org/debian bookworm main',
    ]);
  });

  it('leaves --include out when no package is asked for', () => {
    expect(planBootstrap(REQUEST).argv.join(' ')).not.toContain('--include');
  });
});

describe('debianMirror', () => {
  it.each([
    [{}, 'http://deb.debian.org/debian'],
    [{ FLIGHTLINE_DEBIAN_MIRROR: '' }, 'http://deb.debian.org/debian'],
    [{ FLIGHTLINE_DEBIAN_MIRROR: 'http://127.0.0.1/d' }, 'http://127.0.0.1/d'],
  ])('%j is %s', (env, mirror) => expect(debianMirror(env)).toBe(mirror));
});

describe('hookWord', () => {
  it.each([
    ['/a b', "'/a b'"],
    ["/it's", "'/it'\\''s'"],
  ])('%s becomes %s', (path, word) => expect(hookWord(path)).toBe(word));
});
