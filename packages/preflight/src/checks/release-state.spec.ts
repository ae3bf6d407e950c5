import type { Check } from '@flightline/core/check';
import { type Script, fakeRunner } from '@flightline/core/testing';
import { answer } from '../testing/release-tree';
import { cleanTree } from './clean-tree';
import { releaseBranch } from './release-branch';
import { signing } from './signing';
import { upstream } from './upstream';

/** Keys without what every command of git begins with. */
const git = (script: Script): Script =>
  Object.fromEntries(
    Object.entries({ 'rev-parse --is-inside-work-tree': {}, ...script }).map(([words, said]) => [
      `git --no-optional-locks ${words}`,
      said,
    ]),
  );

const NO = { exitCode: 1 };
const BRANCH = 'symbolic-ref --quiet --short HEAD';
const STATUS = 'status --porcelain=v1 -z --no-renames';
const REMOTE = 'config branch.main.remote';
const MERGE = 'config branch.main.merge';
const LS = 'ls-remote --exit-code origin refs/heads/main';
const FOLLOWS: Script = {
  [BRANCH]: { stdout: 'main' },
  [REMOTE]: { stdout: 'origin' },
  [MERGE]: { stdout: 'refs/heads/main' },
  'rev-parse HEAD': { stdout: 'aaa' },
};
const THEIRS = { [LS]: { stdout: 'bbb\trefs/heads/main' } };
const CONTAINS = 'for-each-ref --contains=HEAD --format=%(refname) refs/heads refs/remotes';
const SIGN = (commits: string, tags: string): Script => ({
  'config --type=bool commit.gpgSign': { stdout: commits },
  'config --type=bool tag.gpgSign': { stdout: tags },
  'config gpg.format': NO,
  'config user.signingKey': NO,
  'config gpg.ssh.defaultKeyCommand': NO,
});

const ALL: readonly Check<never>[] = [cleanTree, releaseBranch, upstream, signing] as never;

describe('the state of the repository', () => {
  it.each<[title: string, check: Check, script: Script, told: string]>([
    ['nothing to commit', cleanTree, { [STATUS]: {} }, 'pass'],
    [
      'changes',
      cleanTree,
      { [STATUS]: { stdout: ' M app/a b.py\0?? new\nline\0 D gone\0' } },
      'fail There are changes that are not committed. | app/a b.py It was changed. | new\nline It is not under version control. | gone It was deleted.',
    ],
    ['a branch of releases', releaseBranch, { [BRANCH]: { stdout: 'main' } }, 'pass main'],
    ['one of a series', releaseBranch, { [BRANCH]: { stdout: 'release/1.x' } }, 'pass release/1.x'],
    [
      'another branch',
      releaseBranch,
      { [BRANCH]: { stdout: 'mainline' } },
      "fail The branch is 'mainline' and not 'main' or 'master' or 'release/*'.",
    ],
    [
      'a tag that was checked out',
      releaseBranch,
      {
        [BRANCH]: NO,
        [CONTAINS]: { stdout: 'refs/remotes/origin/feature\nrefs/remotes/origin/main' },
      },
      'pass in main',
    ],
    [
      'a commit of no such branch',
      releaseBranch,
      {
        [BRANCH]: NO,
        [CONTAINS]: { stdout: 'refs/heads/feature' },
        'rev-parse --is-shallow-repository': { stdout: 'false' },
      },
      "fail The commit that is checked out is not in 'main' or 'master' or 'release/*'.",
    ],
    [
      'a shallow clone',
      releaseBranch,
      { [BRANCH]: NO, [CONTAINS]: {}, 'rev-parse --is-shallow-repository': { stdout: 'true' } },
      'unverified No branch is checked out, and a shallow clone does not tell which one the commit is in. With actions/checkout: fetch-depth: 0.',
    ],
    [
      'the same commit',
      upstream,
      { ...FOLLOWS, [LS]: { stdout: 'aaa\trefs/heads/main' } },
      "pass 'main' of 'origin'",
    ],
    [
      'commits that were not pushed',
      upstream,
      { ...FOLLOWS, ...THEIRS, 'merge-base --is-ancestor bbb aaa': {} },
      "fail 'main' of 'origin' lacks commits of 'main'.",
    ],
    [
      'commits that were not fetched',
      upstream,
      {
        ...FOLLOWS,
        ...THEIRS,
        'merge-base --is-ancestor bbb aaa': { exitCode: 128 },
        'cat-file -e bbb^{commit}': { exitCode: 128 },
      },
      "fail 'main' lacks commits of 'main' of 'origin'.",
    ],
    [
      'commits on both sides',
      upstream,
      {
        ...FOLLOWS,
        ...THEIRS,
        'merge-base --is-ancestor bbb aaa': NO,
        'cat-file -e bbb^{commit}': {},
        'merge-base --is-ancestor aaa bbb': NO,
      },
      "fail 'main' and 'main' of 'origin' each lack commits of the other.",
    ],
    [
      'a branch of its own',
      upstream,
      { ...FOLLOWS, [REMOTE]: NO, remote: { stdout: 'origin' } },
      "fail Branch 'main' follows no branch of a remote.",
    ],
    [
      'a repository of its own',
      upstream,
      { ...FOLLOWS, [REMOTE]: NO, remote: {} },
      'skip The repository has no remote.',
    ],
    [
      'a branch that the remote lacks',
      upstream,
      { ...FOLLOWS, [LS]: { exitCode: 2 } },
      "fail There is no 'main' of 'origin' yet.",
    ],
    [
      'a remote that is away',
      upstream,
      { ...FOLLOWS, [LS]: { exitCode: 128, stderr: 'Could not resolve host' } },
      "unverified The remote 'origin' does not answer: Could not resolve host",
    ],
    [
      'no branch',
      upstream,
      { [BRANCH]: NO },
      'skip No branch is checked out, so there is none to compare.',
    ],
    [
      'no signing',
      signing,
      SIGN('false', ''),
      "skip Neither 'commit.gpgSign' nor 'tag.gpgSign' is set.",
    ],
    ['tags to be signed', signing, SIGN('', 'true'), 'pass tags'],
    [
      'a signed commit',
      signing,
      { ...SIGN('true', ''), 'log -1 --format=%G?': { stdout: 'G' } },
      'pass The last commit has a good signature.',
    ],
    [
      'an unsigned commit',
      signing,
      { ...SIGN('true', ''), 'log -1 --format=%G?': { stdout: 'N' } },
      'fail The last commit has no signature.',
    ],
    [
      'a signature that cannot be checked',
      signing,
      { ...SIGN('true', ''), 'log -1 --format=%G?': { stdout: 'E' } },
      'unverified The signature of the last commit cannot be checked here: its public key is missing.',
    ],
    [
      'a key that is not named',
      signing,
      { ...SIGN('true', ''), 'config gpg.format': { stdout: 'ssh' } },
      "fail Commits or tags are to be signed by ssh, and 'user.signingKey' is not set.",
    ],
  ])('%s', async (_title, check, script, told) => {
    const outcome = await answer(check, {}, [], { runner: fakeRunner(git(script)) });
    const problems = 'problems' in outcome ? (outcome.problems ?? []) : [];
    const said = 'because' in outcome ? outcome.because : outcome.detail;
    const head = said === undefined ? outcome.status : `${outcome.status} ${said}`;
    const lines = problems.map(({ file, message }) => `${file} ${message}`);
    expect([head, ...lines].join(' | ')).toBe(told);
  });

  it.each(ALL.map((check) => [check.id, check as Check] as const))(
    'is not known outside of a repository: %s',
    async (_id, check) => {
      const asked = 'git --no-optional-locks rev-parse --is-inside-work-tree';
      const script = { [asked]: { exitCode: 128, stderr: 'fatal: not a git repository' } };
      expect(await answer(check, {}, [], { runner: fakeRunner(script) })).toMatchObject({
        status: 'unverified',
        because: 'The release project is in no git repository.',
      });
    },
  );
});
