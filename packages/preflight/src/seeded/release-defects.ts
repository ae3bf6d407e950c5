import type { ScriptedAnswer } from '@flightline/core/testing';
import { NO, type History, historySince } from '../testing/repository';
import { type Defect, near } from './defect';
import type { Example } from './example';

const WORKFLOW = '.github/workflows/build-and-release.yml';
const VAGRANTFILE = 'vms/Vagrantfile';
const STATUS = 'status --porcelain=v1 -z --no-renames';
const CONTAINS = 'for-each-ref --contains=HEAD --format=%(refname) refs/heads refs/remotes';
const BRANCH = 'symbolic-ref --quiet --short HEAD';
const REMOTE_TAGS = 'ls-remote --tags --refs origin';
const MAIN = 'ls-remote --exit-code origin refs/heads/main';
const LINT = 'docker buildx build *';
const LAST_TAG = 'describe --abbrev=0 --tags --match=v[0-9]* HEAD';
const SHALLOW = 'rev-parse --is-shallow-repository';

const git = (words: string, stdout: string) => (app: Example) => app.git({ [words]: { stdout } });
const changed =
  (...history: History) =>
  (app: Example) =>
    app.git(historySince('v0.9.0', history));
const signed = (letter: string) => (app: Example) =>
  app.git({
    'config --type=bool commit.gpgSign': { stdout: 'true' },
    'config gpg.format': { stdout: 'openpgp' },
    'config user.signingKey': NO,
    'config gpg.ssh.defaultKeyCommand': NO,
    'log -1 --format=%G?': { stdout: letter },
  });

const release = (defects: readonly Defect[]): readonly Defect[] =>
  defects.map((one) => ({ ...one, stage: 'release' }));

export const TAGS: readonly Defect[] = release([
  {
    what: 'a version that was tagged here',
    make: git('tag --list', 'v0.9.0\nv1.0.0'),
    found: { 'version-tag': 'fail' },
    says: "There is a tag 'v1.0.0' here.",
  },
  {
    what: 'a version that somebody else has tagged',
    make: git(REMOTE_TAGS, 'bbb\trefs/tags/v1.0.0'),
    found: { 'version-tag': 'fail' },
    says: "There is a tag 'v1.0.0' at 'origin'.",
  },
  {
    what: 'a tag of the same version by another name',
    make: git('tag --list', '1.0'),
    found: { 'version-tag': 'fail' },
    says: "There is a tag '1.0' here.",
  },
  {
    what: 'a version that is less than the last one',
    make: git('tag --list --merged HEAD', 'v1.0.1'),
    found: { 'version-tag': 'fail' },
    says: "It is not greater than 'v1.0.1', the last one.",
  },
  {
    what: 'a version of two numbers',
    make: (app) => {
      app.edit('pyproject.toml', 'version = "1.0.0"', 'version = "1.1"');
      app.edit('core/__init__.py', '"1.0.0"', '"1.1"');
    },
    found: { 'version-tag': 'fail' },
    says: "'1.1' does not have the form X.Y.Z.",
  },
  {
    what: 'a remote that does not answer',
    make: (app) => app.git({ [REMOTE_TAGS]: { exitCode: 128, stderr: 'fatal: no route to host' } }),
    found: { 'version-tag': 'unverified' },
    says: 'fatal: no route to host',
  },
  near('a greater version of a later line', git('tag --list', 'v0.9.0\nv2.0.0')),
  near('a candidate of this version', git('tag --list --merged HEAD', 'v1.0.0rc1')),
  near('tags of other things', git('tag --list', 'nightly-1.0.0\ndocs')),
]);

export const REPOSITORY: readonly Defect[] = release([
  {
    what: 'a change that is not committed',
    make: git(STATUS, ' M app/core/check.py\0'),
    found: { 'clean-tree': 'fail' },
    says: 'It was changed.',
  },
  {
    what: 'a file that git does not know',
    make: git(STATUS, '?? app/core/new.py\0'),
    found: { 'clean-tree': 'fail' },
    says: 'It is not under version control.',
  },
  {
    what: 'a branch of somebody',
    make: (app) =>
      app.git({
        [BRANCH]: { stdout: 'main-2' },
        'config branch.main-2.remote': { stdout: 'origin' },
        'config branch.main-2.merge': { stdout: 'refs/heads/main' },
      }),
    found: { 'release-branch': 'fail' },
    says: "The branch is 'main-2' and not 'main' or 'master' or 'release/*'.",
  },
  {
    what: 'a commit that was checked out and is in no branch of releases',
    make: (app) => app.git({ [BRANCH]: NO, [CONTAINS]: { stdout: 'refs/heads/feature' } }),
    found: { 'release-branch': 'fail' },
    says: 'The commit that is checked out is not in',
  },
  {
    what: 'commits that were not pushed',
    make: (app) =>
      app.git({
        [MAIN]: { stdout: 'bbb\trefs/heads/main' },
        'merge-base --is-ancestor bbb aaa': {},
      }),
    found: { upstream: 'fail' },
    says: "'main' of 'origin' lacks commits of 'main'.",
  },
  {
    what: 'commits of others',
    make: (app) =>
      app.git({
        [MAIN]: { stdout: 'bbb\trefs/heads/main' },
        'merge-base --is-ancestor bbb aaa': NO,
        'cat-file -e bbb^{commit}': NO,
      }),
    found: { upstream: 'fail' },
    says: "'main' lacks commits of 'main' of 'origin'.",
  },
  {
    what: 'a branch of its own',
    make: (app) => app.git({ 'config branch.main.remote': NO }),
    found: { upstream: 'fail' },
    says: "Branch 'main' follows no branch of a remote.",
  },
  {
    what: 'a commit without the signature that is asked for',
    make: signed('N'),
    found: { signing: 'fail' },
    says: 'The last commit has no signature.',
  },
  {
    what: 'a signature that is bad',
    make: signed('B'),
    found: { signing: 'fail' },
    says: 'The signature of the last commit is bad.',
  },
  {
    what: 'a workflow of another name',
    make: (app) => app.edit(WORKFLOW, 'name: Build and Release', 'name: Build'),
    found: { 'release-workflow': 'fail' },
    says: "No workflow is called 'Build and Release'.",
  },
  {
    what: 'a workflow that no tag starts',
    make: (app) => app.edit(WORKFLOW, "    tags: ['v*']\n", '    branches: [main]\n'),
    found: { 'release-workflow': 'fail' },
    says: "'Build and Release' does not start when 'v1.2.3' is pushed.",
  },
  {
    what: 'a workflow that is broken',
    make: (app) => app.edit(WORKFLOW, 'on:\n', 'on: [\n'),
    found: { 'release-workflow': 'unverified' },
  },
  near('a tag that was checked out', (app) =>
    app.git({ [BRANCH]: NO, [CONTAINS]: { stdout: 'refs/remotes/origin/main' } }),
  ),
  near('a branch of a series', (app) =>
    app.git({
      [BRANCH]: { stdout: 'release/1.x' },
      'config branch.release/1.x.remote': { stdout: 'origin' },
      'config branch.release/1.x.merge': { stdout: 'refs/heads/main' },
    }),
  ),
  near('a signature of a key that is not trusted', signed('U')),
  near('tags of another pattern that hold the tag', (app) =>
    app.edit(WORKFLOW, "tags: ['v*']", "tags: ['v[0-9]+.[0-9]+.[0-9]+']"),
  ),
]);

const lint = (...warnings: readonly object[]): ScriptedAnswer => ({
  ...{ exitCode: warnings.length > 0 ? 1 : 0, stdout: JSON.stringify({ warnings }) },
});

export const ENGINE: readonly Defect[] = release([
  {
    what: 'an instruction that the engine will refuse one day',
    make: (app) =>
      app.command(
        LINT,
        lint({ ruleName: 'MaintainerDeprecated', detail: 'Maintainer instruction is deprecated' }),
      ),
    found: { 'engine-lint': 'warn' },
    says: 'Maintainer instruction is deprecated',
  },
  {
    what: 'an engine that breaks',
    make: (app) => app.command(LINT, { exitCode: 2, stderr: 'panic: oops' }),
    found: { 'engine-lint': 'unverified' },
    says: 'panic: oops',
  },
  near('an engine that cannot check', (app) =>
    app.command(LINT, { exitCode: 125, stderr: 'unknown flag: --call' }),
  ),
  near('no engine', (app) => app.command(LINT, { ending: 'missing' })),
]);

export const MACHINES: readonly Defect[] = release([
  {
    what: 'a machine without a box',
    make: (app) =>
      app.edit(VAGRANTFILE, '  "opensuse"', '  "fedora" => { box: "fedora/41" },\n  "opensuse"'),
    found: { vagrantfile: 'fail' },
    says: "Machine 'fedora' has no box.",
  },
  {
    what: 'a box without a machine',
    make: (app) => app.edit(VAGRANTFILE, '  "opensuse"', '  # "opensuse"'),
    found: { vagrantfile: 'fail' },
    says: "Box 'opensuse' is no machine of 'app/vms/Vagrantfile'.",
  },
  {
    what: 'machines that only running it would tell',
    make: (app) => app.edit(VAGRANTFILE, 'BOXES.each do', 'BOXES.merge(`machines`).each do'),
    found: { vagrantfile: 'unverified' },
  },
  near('a comment about a machine', (app) =>
    app.append(VAGRANTFILE, '# config.vm.define "fedora"\n'),
  ),
  near('a machine with another memory', (app) =>
    app.edit(VAGRANTFILE, 'memory: 4096', 'memory: 8192'),
  ),
]);

export const DOCUMENTS: readonly Defect[] = release([
  {
    what: 'code that changed without its README',
    make: changed([['core/check.py']]),
    found: { 'documentation-policy': 'fail' },
    says: "It is as it was in v0.9.0, and 'core/check.py' changed.",
  },
  {
    what: 'a page that changed without its README',
    make: changed([['frontend/rampart.css', 'core/README.md']]),
    found: { 'documentation-policy': 'fail' },
    says: "It is as it was in v0.9.0, and 'frontend/rampart.css' changed.",
  },
  {
    what: 'another base and no word in the tool matrix',
    make: changed([['Dockerfile']]),
    found: { 'documentation-policy': 'fail' },
    says: "Or 'app/TROUBLESHOOTING_AND_POSTMORTEMS.md'.",
  },
  {
    what: 'another runner and no word about the validation',
    make: changed([['vms/runner.sh']]),
    found: { 'documentation-policy': 'fail' },
    says: "'vms/runner.sh' changed.",
  },
  {
    what: 'a waiver for one commit of two',
    make: changed([['api/cli.py'], 'only a comment'], [['api/cli.py']]),
    found: { 'documentation-policy': 'fail' },
    says: "'api/cli.py' changed.",
  },
  {
    what: 'a shallow clone',
    make: (app) =>
      app.git({
        [SHALLOW]: { stdout: 'true' },
        [LAST_TAG]: { exitCode: 128 },
      }),
    found: { 'documentation-policy': 'unverified', 'version-tag': 'unverified' },
    says: 'The clone is shallow',
  },
  {
    what: 'no release yet',
    make: (app) => app.git({ [LAST_TAG]: { exitCode: 128 } }),
    found: { 'documentation-policy': 'unverified' },
    says: "There is no tag of a version ('v1.2.3') before this commit.",
  },
  near('a waiver that says why', changed([['api/cli.py'], 'only a comment'])),
  near('prose alone', changed([['core/notes.md']])),
  near('a folder of almost that name', changed([['corelib/a.py']])),
  near('another of its documents', changed([['Dockerfile', 'TROUBLESHOOTING_AND_POSTMORTEMS.md']])),
]);
