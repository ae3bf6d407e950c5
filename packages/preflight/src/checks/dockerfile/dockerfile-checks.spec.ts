import type { Check, Targets } from '@flightline/core/check';
import { renderProblem } from '@flightline/core/errors';
import { type Tree, answer } from '../../testing/release-tree';
import { DOCKERFILE_CHECKS } from '.';
import { context } from './context';
import { single } from './single';

const targets = (options: object): Targets => ({
  build: { executor: '@flightline/docker-build:docker-build', options: { ...options } },
});

async function said(check: Check, tree: Tree, more: { targets?: Targets } = {}) {
  const outcome = await answer(check, tree, [], more);
  const problems = 'problems' in outcome ? (outcome.problems ?? []) : [];
  return [
    outcome.status,
    ...problems.flatMap((one) => renderProblem(one)).map((line) => line.trim()),
  ];
}

const GOOD =
  'FROM a:1 AS b\nCOPY src/ /src/\nRUN x\nFROM scratch AS artifact\nCOPY --from=b /x /\n';
const ignoring = (...lines: string[]) => lines.map((line) => `${line}\n`).join('');

describe.each(DOCKERFILE_CHECKS.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  it('has nothing to say without a Dockerfile', async () => {
    expect(await said(check, { 'app/README.md': '' })).toEqual(['skip']);
  });

  it('is fine with a good one', async () => {
    const tree = { 'app/Dockerfile': GOOD, 'app/.dockerignore': ignoring('*', '!src') };
    expect(await said(check, tree)).toEqual([check.id === 'dockerfile-uv' ? 'skip' : 'pass']);
  });
});

const READING = DOCKERFILE_CHECKS.filter(({ id }) => id !== single.id);

it.each(READING.map((check) => [check.id, check] as const))(
  '%s calls nothing good that it cannot read',
  async (_id, check) => {
    const tree = { 'app/Dockerfile': 'FORM a:1\n' };
    expect(await said(check, tree)).toEqual([
      'unverified',
      "- app/Dockerfile:1:1: 'FORM' is no instruction.",
    ]);
  },
);

it('follows the arguments of a build, and the defaults', async () => {
  const bases = DOCKERFILE_CHECKS.find(({ id }) => id === 'dockerfile-bases') ?? single;
  const tree = { 'app/Dockerfile': 'ARG V=1.2\nFROM a:$V AS artifact\n' };
  expect(await said(bases, tree)).toEqual(['pass']);
  const latest = { targets: targets({ buildArgs: { V: 'latest' } }) };
  expect(await said(bases, tree, latest)).toEqual([
    'fail',
    "- app/Dockerfile:2:1: 'latest' of 'a:latest' is whatever was published last.",
  ]);
});

describe('exactly one', () => {
  const DOCKERFILE = { 'app/Dockerfile': GOOD };

  it.each<[what: string, tree: Tree]>([
    ['its .dockerignore', { 'app/Dockerfile.dockerignore': '' }],
    ['test data', { 'app/tests/fixtures/Dockerfile': '' }],
    ['what is named alike', { 'app/Dockerfiles.md': '', 'app/dockerfile_reader.py': '' }],
    ['what is outside', { 'other/Dockerfile': '' }],
  ])('is fine beside %s', async (_what, tree) => {
    expect(await said(single, { ...DOCKERFILE, ...tree })).toEqual(['pass']);
  });

  it.each(['Dockerfile.rocky', 'docker/Dockerfile', 'dev.Dockerfile', 'Containerfile'])(
    'finds %s',
    async (name) => {
      expect(await said(single, { ...DOCKERFILE, [`app/${name}`]: GOOD })).toEqual([
        'fail',
        `- app/${name}: It stands beside 'app/Dockerfile'.`,
      ]);
    },
  );

  it('knows which one is built', async () => {
    const more = { targets: targets({ file: 'docker/Dockerfile' }) };
    expect(await said(single, { ...DOCKERFILE, 'app/docker/Dockerfile': GOOD }, more)).toEqual([
      'fail',
      "- app/Dockerfile: It stands beside 'app/docker/Dockerfile'.",
    ]);
  });
});

describe('.dockerignore', () => {
  const ALL = 'FROM a:1\nCOPY . .\n';
  const hidden = ['.env', '.venv', 'dist', 'vms/artifacts'];

  it.each<[what: string, tree: Tree]>([
    ['hides all but what is copied', { '.dockerignore': ignoring('*', '!src') }],
    ['hides what is not to be copied', { '.dockerignore': ignoring(...hidden) }],
    ['belongs to the Dockerfile', { 'Dockerfile.dockerignore': ignoring(...hidden) }],
    [
      'hides a secret',
      { '.dockerignore': ignoring(...hidden, '*.pem'), 'a.pem': '-----BEGIN PRIVATE KEY' },
    ],
    [
      'shows a certificate',
      { '.dockerignore': ignoring(...hidden), 'a.pem': '-----BEGIN CERTIFICATE' },
    ],
    ['shows a sample', { '.dockerignore': ignoring(...hidden), '.env.example': 'TOKEN=x' }],
  ])('is fine when it %s', async (_what, tree) => {
    const files: Record<string, string> = { 'app/Dockerfile': ALL };
    for (const [path, text] of Object.entries(tree)) files[`app/${path}`] = String(text);
    expect(await said(context, files)).toEqual(['pass']);
  });

  it.each<[what: string, dockerfile: string, tree: Tree, lines: readonly string[]]>([
    [
      'that is not there',
      'FROM a:1\nCOPY src/ /\n',
      {},
      ['warn', '- app/Dockerfile: There is no .dockerignore for it.'],
    ],
    [
      'that forgets what a build leaves',
      ALL,
      { 'app/.dockerignore': ignoring('.env', '.venv', 'vms') },
      [
        'warn',
        "- app/Dockerfile:2:1: It takes 'dist', what the last build left, where that is there: add 'dist' to .dockerignore.",
      ],
    ],
    [
      'that brings back too much',
      ALL,
      { 'app/.dockerignore': ignoring('*', '!vms') },
      [
        'warn',
        "- app/Dockerfile:2:1: It takes 'vms/artifacts', what the last run of the boxes left, where that is there: add 'vms/artifacts' to .dockerignore.",
      ],
    ],
    [
      'that forgets a secret',
      'FROM a:1\nCOPY src/ /\n',
      { 'app/.dockerignore': '', 'app/src/.npmrc': '//x/:_authToken=abc\n' },
      ['fail', '- app/src/.npmrc: It holds a secret, and the build takes it.'],
    ],
    [
      'that hides what is copied',
      'FROM a:1\nCOPY run.sh /\n',
      { 'app/.dockerignore': ignoring('*.sh'), 'app/run.sh': '' },
      ['fail', "- app/Dockerfile:2:1: 'run.sh' is hidden by 'app/.dockerignore'."],
    ],
    [
      'that engines read differently',
      'FROM a:1\nCOPY src/ /\n',
      { 'app/.dockerignore': ignoring('! src') },
      [
        'warn',
        "- app/.dockerignore:1: '! src': buildah and podman ignore a pattern with a space behind its `!`: take the space away.",
      ],
    ],
  ])('finds one %s', async (_what, dockerfile, tree, lines) => {
    expect(await said(context, { 'app/Dockerfile': dockerfile, ...tree })).toEqual(lines);
  });
});
