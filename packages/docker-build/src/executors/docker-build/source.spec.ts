import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Script, fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { type Source, expandTemplate, labelsOf, readSource } from './source';

const folder = temporaryFolder();
afterAll(folder.remove);

const SHA = '0123456789abcdef0123456789abcdef01234567';
const LOG = 'git log -1 --format=%H%n%ct%n%D';
const STATUS = 'git status --porcelain --untracked-files=no -- .';
const REMOTE = 'git remote get-url origin';

let cases = 0;
const read = (files: Readonly<Record<string, string>>, script: Script): Promise<Source> => {
  const cwd = join(folder.path, String((cases += 1)));
  mkdirSync(cwd);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return readSource({ cwd, runner: fakeRunner(script), signal: new AbortController().signal });
};

describe('readSource', () => {
  it.each<[string, Script, object]>([
    [
      'on a branch, with a tag and a password in the remote',
      {
        [LOG]: { stdout: `${SHA}\n1700000000\nHEAD -> feature/x, tag: v1.2, origin/main\n` },
        [STATUS]: {},
        [REMOTE]: { stdout: 'https://ann:pw@example.org/p.git\n' },
      },
      {
        sha: SHA,
        time: 1700000000,
        branch: 'feature/x',
        tag: 'v1.2',
        isChanged: false,
        remote: 'https://example.org/p.git',
      },
    ],
    [
      'detached, changed, without a remote',
      {
        [LOG]: { stdout: `${SHA}\n1700000000\nHEAD\n` },
        [STATUS]: { stdout: ' M app.py\n' },
        [REMOTE]: { exitCode: 2 },
      },
      { branch: undefined, tag: undefined, isChanged: true, remote: undefined },
    ],
  ])('of a commit %s', async (_, script, commit) => {
    expect((await read({}, script)).commit).toMatchObject(commit);
  });

  it.each<[Readonly<Record<string, string>>, string | undefined]>([
    [{ 'pyproject.toml': '[project]\nversion = "1.2"', 'package.json': '{"version":"3"}' }, '1.2'],
    [{ 'pyproject.toml': '[tool.x]\n', 'package.json': '{"version":"3"}' }, '3'],
    [{ 'package.json': '{}' }, undefined],
    [{}, undefined],
  ])('the version of %j is %s', async (files, version) => {
    const { version: found, commit } = await read(files, { [LOG]: { exitCode: 128 } });
    expect([found, commit]).toEqual([version, undefined]);
  });
});

const SOURCE: Source = {
  version: '1.2+x',
  commit: {
    sha: SHA,
    time: 1700000000,
    branch: undefined,
    tag: 'v1.2',
    isChanged: true,
    remote: 'https://example.org/p.git',
  },
};

it.each<[string, Source, string, string[]]>([
  ['p:{version}-{sha}-{tag}', SOURCE, 'p:1.2+x-0123456789ab-v1.2', []],
  ['p:latest', {}, 'p:latest', []],
  [
    'p:{branch}',
    SOURCE,
    'p:{branch}',
    ["There is no branch for '{branch}': git is not on a branch here."],
  ],
  ['p:{sha}', {}, 'p:{sha}', ["There is no sha for '{sha}': git knows no commit here."]],
  [
    'p:{date}',
    SOURCE,
    'p:{date}',
    ["'{date}' is none of '{version}', '{sha}', '{branch}', '{tag}'."],
  ],
])('%s', (template, source, text, problems) => {
  expect(expandTemplate(template, source)).toEqual({ text, problems });
});

it.each<[Source, number | undefined, object]>([
  [
    SOURCE,
    1700000000,
    {
      'org.opencontainers.image.version': '1.2+x',
      'org.opencontainers.image.revision': `${SHA}-dirty`,
      'org.opencontainers.image.source': 'https://example.org/p.git',
      'org.opencontainers.image.created': '2023-11-14T22:13:20.000Z',
    },
  ],
  [{}, undefined, {}],
])('labels of %#', (source, created, labels) => {
  expect(labelsOf(source, created)).toEqual(labels);
});
