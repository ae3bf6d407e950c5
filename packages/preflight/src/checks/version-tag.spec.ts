import { type Script, fakeRunner } from '@flightline/core/testing';
import { type Tree, answer } from '../testing/release-tree';
import { versionTag } from './version-tag';

const project = (version: string): Tree => ({
  'app/pyproject.toml': `[project]\nname = "clip"\nversion = "${version}"\n`,
});

interface Repository {
  local?: string[];
  merged?: string[];
  remote?: string[];
}

const INSIDE = 'git --no-optional-locks rev-parse --is-inside-work-tree';

const git = ({ local = [], merged = local, remote }: Repository): Script => ({
  [INSIDE]: {},
  'git --no-optional-locks rev-parse --is-shallow-repository': { stdout: 'false' },
  'git --no-optional-locks tag --list': { stdout: local.join('\n') },
  'git --no-optional-locks tag --list --merged HEAD': { stdout: merged.join('\n') },
  'git --no-optional-locks remote': { stdout: remote === undefined ? 'fork' : 'fork\norigin' },
  'git --no-optional-locks ls-remote --tags --refs origin': {
    stdout: (remote ?? []).map((tag) => `0a1b\trefs/tags/${tag}`).join('\n'),
  },
});

const ask = (version: string, script: Script, env = {}) =>
  answer(versionTag, project(version), [], { runner: fakeRunner(script), env });

describe('version-tag', () => {
  it.each<[what: string, version: string, repository: Repository, detail: string]>([
    ['the first one', '1.0.0', { remote: [] }, "'v1.0.0', the first one"],
    ['the next', '1.2.4', { local: ['v1.2.3'], remote: ['v1.2.3'] }, "'v1.2.4', after 'v1.2.3'"],
    [
      'the tenth',
      '1.10.0',
      { local: ['v1.9.0', 'v1.2.0'], remote: [] },
      "'v1.10.0', after 'v1.9.0'",
    ],
    [
      'a release after its candidate',
      '1.2.3',
      { local: ['v1.2.3rc1'], remote: [] },
      "'v1.2.3', after 'v1.2.3rc1'",
    ],
    [
      'a candidate',
      '1.2.3rc2',
      { local: ['v1.2.3rc1'], remote: [] },
      "'v1.2.3rc2', after 'v1.2.3rc1'",
    ],
    [
      'one of an older line',
      '1.2.4',
      { local: ['v1.2.3', 'v2.0.0'], merged: ['v1.2.3'], remote: [] },
      "'v1.2.4', after 'v1.2.3'",
    ],
    [
      'beside tags of other things',
      '1.2.4',
      { local: ['nightly', 'docs-9.9.9'], remote: [] },
      "'v1.2.4', the first one",
    ],
    ['without a remote', '1.2.4', {}, "'v1.2.4', the first one; there is no remote to ask"],
  ])('passes for %s', async (_, version, repository, detail) => {
    expect(await ask(version, git(repository))).toEqual({ status: 'pass', detail });
  });

  it.each<[what: string, version: string, repository: Repository, messages: string[]]>([
    ['tagged here', '1.2.3', { local: ['v1.2.3'], remote: [] }, ["There is a tag 'v1.2.3' here."]],
    ['tagged there', '1.2.3', { remote: ['v1.2.3'] }, ["There is a tag 'v1.2.3' at 'origin'."]],
    [
      'tagged by another name',
      '1.2.3',
      { local: ['1.2.3'], remote: [] },
      ["There is a tag '1.2.3' here."],
    ],
    [
      'older than the last',
      '1.9.0',
      { local: ['v1.10.0'], remote: [] },
      ["It is not greater than 'v1.10.0', the last one."],
    ],
    [
      'a candidate of what is released',
      '1.2.3rc1',
      { local: ['v1.2.3'], remote: [] },
      ["It is not greater than 'v1.2.3', the last one."],
    ],
    ['of two numbers', '1.2', { remote: [] }, ["'1.2' does not have the form X.Y.Z."]],
    [
      'no version',
      'one',
      { local: ['vone'], remote: [] },
      ["'one' does not have the form X.Y.Z.", "There is a tag 'vone' here."],
    ],
  ])('fails for a version that is %s', async (_, version, repository, messages) => {
    expect(await ask(version, git(repository))).toMatchObject({
      status: 'fail',
      problems: messages.map((message) => ({ message })),
    });
  });

  it.each([
    ['v1.2.3', 'pass'],
    ['v1.2.4', 'fail'],
  ])('knows the tag %s that a workflow runs for: %s', async (name, status) => {
    const env = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: name };
    const tags = { local: ['v1.2.2', 'v1.2.3'], remote: ['v1.2.2', 'v1.2.3'] };
    expect(await ask('1.2.3', git(tags), env)).toMatchObject({ status });
  });

  it.each<[what: string, script: Script, because: RegExp]>([
    [
      'a shallow clone',
      {
        [INSIDE]: {},
        'git --no-optional-locks rev-parse --is-shallow-repository': { stdout: 'true' },
      },
      /shallow.*--unshallow/,
    ],
    [
      'no repository',
      { [INSIDE]: { exitCode: 128, stderr: 'fatal: not a git repository' } },
      /no git repository/,
    ],
    ['no git', { [INSIDE]: { ending: 'missing' } }, /is not installed/],
    [
      'a remote that is silent',
      {
        ...git({ remote: [] }),
        'git --no-optional-locks ls-remote --tags --refs origin': { ending: 'timeout' },
      },
      /ran into its time limit/,
    ],
    [
      'no commit',
      {
        ...git({}),
        'git --no-optional-locks tag --list --merged HEAD': {
          exitCode: 129,
          stderr: 'error: malformed object name HEAD',
        },
      },
      /malformed object name/,
    ],
  ])('stays open with %s', async (_, script, because) => {
    expect(await ask('1.2.3', script)).toEqual({
      status: 'unverified',
      because: expect.stringMatching(because) as string,
    });
  });

  it.each<[what: string, tree: Tree]>([
    ['nothing says a version', {}],
    [
      'the tag says it',
      {
        'app/pyproject.toml':
          '[build-system]\nrequires = ["setuptools-scm"]\n[project]\ndynamic = ["version"]\n',
      },
    ],
  ])('is skipped when %s', async (_, tree) => {
    expect(await answer(versionTag, tree)).toMatchObject({ status: 'skip' });
  });
});
