import { ENGINES } from '.';
import { type Asked, NOTHING_ASKED, SPELLINGS, argvOf, keysAsked, lacking } from './flags';

const PLAIN: Asked = { ...NOTHING_ASKED, file: 'Dockerfile', target: 'artifact' };

/** Something to ask for, for each line of the table, and the words that most engines take. */
const CASES: readonly [Partial<Asked>, string][] = [
  [{ buildArgs: { A: '1', B: 'x y' } }, '--build-arg A=1 --build-arg B=x y'],
  [{ network: 'none' }, '--network none'],
  [{ platforms: ['linux/amd64', 'linux/arm64'] }, '--platform linux/amd64,linux/arm64'],
  [
    { secrets: { a: { env: 'A' }, b: { file: 'b.txt' } } },
    '--secret id=a,env=A --secret id=b,src=b.txt',
  ],
  [{ ssh: ['default', 'k=key'] }, '--ssh default --ssh k=key'],
  [{ labels: { a: 'b' } }, '--label a=b'],
  [{ annotations: { a: 'b' } }, '--annotation a=b'],
  [{ cacheFrom: ['r/a', 'r/b'] }, '--cache-from r/a --cache-from r/b'],
  [{ cacheTo: ['r/a'] }, '--cache-to r/a'],
  [{ pull: 'never' }, '--pull=never'],
  [{ addHosts: { a: '192.0.2.1' } }, '--add-host a:192.0.2.1'],
  [{ ulimits: { nofile: '1:2' } }, '--ulimit nofile=1:2'],
  [{ shmSize: '1m' }, '--shm-size 1m'],
  [{ metadata: 'm.json' }, '--metadata-file m.json'],
  [{ sbom: true }, '--sbom=true'],
  [{ provenance: true }, '--provenance=true'],
  [{ noCache: true }, '--no-cache'],
];

it.each(CASES)('%j is spelled %s', (asked, words) => {
  expect(argvOf(SPELLINGS, { ...PLAIN, ...asked }).join(' ')).toBe(
    `--file Dockerfile --target artifact ${words}`,
  );
});

it('every line of the table is tried', () => {
  const tried = CASES.flatMap(([asked]) => Object.keys(asked));
  expect(['file', 'target', ...tried]).toEqual(Object.keys(SPELLINGS));
});

it('what is not asked for has no words', () => {
  expect(keysAsked(PLAIN)).toEqual(['file', 'target']);
});

describe('what a setup does not have', () => {
  const setups = ENGINES.flatMap((engine) =>
    engine.setups({ findCommands: (name) => [name], env: {}, account: undefined }),
  );

  it.each<[string, (keyof Asked)[]]>([
    ['buildah', ['platforms', 'sbom', 'provenance']],
    ['buildah with chroot isolation', ['platforms', 'shmSize', 'sbom', 'provenance']],
    ['podman with vfs storage', ['platforms', 'sbom', 'provenance']],
    ['docker with buildx', ['pull']],
    [
      'docker with BuildKit',
      ['platforms', 'annotations', 'cacheTo', 'pull', 'metadata', 'sbom', 'provenance'],
    ],
    [
      'docker with the legacy builder',
      [
        'platforms',
        'secrets',
        'ssh',
        'annotations',
        'cacheTo',
        'pull',
        'metadata',
        'sbom',
        'provenance',
      ],
    ],
  ])('%s: %j', (title, keys) => {
    const flags = setups.find((setup) => setup.title === title)?.flags ?? {};
    const all: Asked = CASES.reduce((asked, [more]) => ({ ...asked, ...more }), PLAIN);
    expect(lacking(flags, all)).toEqual(keys);
  });

  it.each<[string, Partial<Asked>, (keyof Asked)[]]>([
    ['--file --target --ssh', { ssh: ['default'] }, []],
    ['--file --target --ssh-agent', { ssh: ['default'] }, ['ssh']],
    ['--file --target --pull string', { pull: 'always' }, []],
    ['usage', {}, ['file', 'target']],
  ])('a client whose help says %j, asked for %j: %j', (help, asked, keys) => {
    expect(lacking(SPELLINGS, { ...PLAIN, ...asked }, help)).toEqual(keys);
  });
});
