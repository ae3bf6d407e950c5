import { type Script, fakeRunner } from '@flightline/core/testing';
import { type History, gitSays, historySince } from '../testing/repository';
import { answer } from '../testing/release-tree';
import { documentationPolicy } from './documentation-policy';

const GIT = 'git --no-optional-locks ';
const DESCRIBE = `${GIT}describe --abbrev=0 --tags --match=v[0-9]* HEAD`;
const EXACT = `${GIT}describe --exact-match --tags --match=v[0-9]* HEAD`;
const SHALLOW = `${GIT}rev-parse --is-shallow-repository`;

const since = (commits: History): Script =>
  gitSays({ 'rev-parse *': {}, ...historySince('v1.0.0', commits) });

const TREE = {
  'app/core/README.md': 'core',
  'app/TOOL_MATRIX.md': 'tools',
  'app/TROUBLESHOOTING_AND_POSTMORTEMS.md': 'trouble',
};
const ask = (script: Script, settings = {}, tree: Readonly<Record<string, string>> = TREE) =>
  answer(documentationPolicy, tree, [], { settings, runner: fakeRunner(script) });

describe('documentation-policy', () => {
  it.each<[string, Parameters<typeof since>[0], string]>([
    ['nothing changed', [], '0 files since v1.0.0'],
    ['the document changed, too', [[['core/a.py']], [['core/README.md']]], '1 files since v1.0.0'],
    [
      'another of its documents did',
      [[['Dockerfile', 'TROUBLESHOOTING_AND_POSTMORTEMS.md']]],
      '1 files since v1.0.0',
    ],
    ['no rule is about it', [[['api/x.py', 'corelib/x.py', 'setup.cfg']]], '3 files since v1.0.0'],
    ['only prose changed', [[['core/notes.md']]], '0 files since v1.0.0'],
    ['it is waived', [[['core/a.py'], 'only a comment']], '1 files since v1.0.0, 1 of them waived'],
  ])('passes when %s', async (_title, commits, detail) => {
    expect(await ask(since(commits))).toEqual({ status: 'pass', detail });
  });

  it.each<[string, Parameters<typeof since>[0], Record<string, string>]>([
    [
      'the document did not change',
      [[['core/a.py', 'core/deep/b.py']]],
      {
        'app/core/README.md':
          "It is as it was in v1.0.0, and 'core/a.py', 'core/deep/b.py' changed.",
      },
    ],
    [
      'none of its documents did',
      [[['vms/boxes/a/project.json', 'vms/boxes/b/project.json', 'vms/Vagrantfile', 'Dockerfile']]],
      {
        'app/TOOL_MATRIX.md':
          "It is as it was in v1.0.0, and 'Dockerfile', 'vms/Vagrantfile', 'vms/boxes/a/project.json' and 1 more changed. Or 'app/TROUBLESHOOTING_AND_POSTMORTEMS.md'.",
      },
    ],
    [
      'one commit of several is waived',
      [[['core/a.py'], 'why'], [['core/a.py']]],
      { 'app/core/README.md': "It is as it was in v1.0.0, and 'core/a.py' changed." },
    ],
    [
      'a waiver gives no reason',
      [[['core/a.py'], ' ']],
      { 'app/core/README.md': "It is as it was in v1.0.0, and 'core/a.py' changed." },
    ],
  ])('fails when %s', async (_title, commits, problems) => {
    const outcome = await ask(since(commits));
    expect(outcome).toMatchObject({
      status: 'fail',
      problems: Object.entries(problems).map(([file, message]) => ({ file, message })),
    });
  });

  it('asks for a document that was deleted', async () => {
    const commits = since([[['api/x.py', 'api/README.md']]]);
    expect(await ask(commits)).toMatchObject({
      status: 'fail',
      problems: [{ file: 'app/api/README.md' }],
    });
  });

  it.each<[string, Script, RegExp]>([
    ['a shallow clone', { [SHALLOW]: { stdout: 'true' } }, /^The clone is shallow/],
    ['no tag', { [SHALLOW]: { stdout: 'false' } }, /^There is no tag of a version/],
  ])('leaves it open with %s', async (_title, script, because) => {
    const outcome = await ask({
      [`${GIT}rev-parse --is-inside-work-tree`]: {},
      [EXACT]: { exitCode: 128 },
      [DESCRIBE]: { exitCode: 128 },
      ...script,
    });
    expect(outcome).toMatchObject({
      status: 'unverified',
      because: expect.stringMatching(because) as unknown,
    });
  });

  it('looks at what is before the tag that is being released', async () => {
    const outcome = await ask({
      ...since([[['core/a.py']]]),
      [EXACT]: { stdout: 'v1.1.0' },
      [`${DESCRIBE}^`]: { stdout: 'v1.0.0' },
    });
    expect(outcome).toMatchObject({ status: 'fail' });
  });

  it('starts where it is told to', async () => {
    const outcome = await ask(
      {
        [`${GIT}rev-parse *`]: {},
        [`${GIT}merge-base main HEAD`]: { stdout: 'base' },
        [`${GIT}diff -z --no-renames --name-only --relative base HEAD`]: {},
        [`${GIT}log -z *`]: {},
      },
      { since: 'main' },
    );
    expect(outcome).toEqual({ status: 'pass', detail: '0 files since main' });
  });

  it('takes rules of the product', async () => {
    const rules = [{ paths: ['src/**'], documents: ['TOOL_MATRIX.md'] }];
    const outcome = await ask(since([[['src/x', 'core/x']]]), { rules });
    expect(outcome).toMatchObject({ problems: [{ file: 'app/TOOL_MATRIX.md' }] });
  });

  it('has nothing to ask where none of the documents exists', async () => {
    expect(await ask(since([[['core/a.py']]]), {}, {})).toMatchObject({ status: 'skip' });
  });
});
