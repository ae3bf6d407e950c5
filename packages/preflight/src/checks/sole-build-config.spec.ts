import type { Outcome } from '@flightline/core/check';
import { renderProblem } from '@flightline/core/errors';
import { planFixes, readFrom } from '../fix';
import { type Tree, answer, write } from '../testing/release-tree';
import { temporaryFolder } from '@flightline/core/testing';
import { soleBuildConfig } from './sole-build-config';

const ask = (tree: Tree, settings: object = {}) => answer(soleBuildConfig, tree, [], { settings });
const problemsOf = (outcome: Outcome) => ('problems' in outcome ? (outcome.problems ?? []) : []);
const said = async (tree: Tree, settings?: object) => {
  const outcome = await ask(tree, settings);
  const lines = problemsOf(outcome).flatMap((problem) => renderProblem(problem));
  return [outcome.status, ...lines.map((line) => line.trim())];
};

describe('sole build configuration', () => {
  it.each<[what: string, tree: Tree]>([
    ['nothing of the kind', { 'app/pyproject.toml': '[project]\n', 'app/README.md': '# App\n' }],
    ['a file of the same name in a folder', { 'app/tests/data/setup.py': '' }],
    ['names that only end alike', { 'app/my_setup.py': '', 'app/ci.sh': 'python my_setup.py\n' }],
    ['an address', { 'app/README.md': 'https://github.com/pypa/x/blob/main/setup.py\n' }],
    ['a history', { 'app/CHANGELOG.md': '- setup.py is history\n- run setup.py\n' }],
    ['a history of incidents', { 'app/TROUBLESHOOTING_AND_POSTMORTEMS.md': 'run setup.py\n' }],
    ['a document that forbids it', { 'app/README.md': 'There is no `setup.py`.\n' }],
    ['other kinds of files', { 'app/logo.svg': '<!-- setup.py -->' }],
    [
      'the settings of this check',
      {
        'app/project.json': JSON.stringify(
          { options: { checks: { 'sole-build-config': { forbidden: ['setup.py'] } } } },
          null,
          2,
        ),
      },
    ],
  ])('is fine with %s', async (_what, tree) => {
    expect(await said(tree)).toEqual(['pass']);
  });

  it.each<[what: string, tree: Tree, lines: readonly string[]]>([
    ['a file', { 'app/setup.py': '' }, ['- app/setup.py: It is there.']],
    [
      'a document',
      { 'app/README.md': '# App\n\nRun `python setup.py install`.\n' },
      ["- app/README.md:3:13: It speaks of 'setup.py'."],
    ],
    [
      'a workflow',
      { 'app/.github/workflows/ci.yml': 'run: docker build -f Dockerfile.rocky .\n' },
      ["- app/.github/workflows/ci.yml:1:22: It speaks of 'Dockerfile.rocky'."],
    ],
    [
      'a script',
      { 'app/scripts/build.sh': 'cd "$ROOT"\npython3 ./setup.py bdist\n' },
      ["- app/scripts/build.sh:2:9: It speaks of 'setup.py'."],
    ],
    [
      'a text in UTF-16',
      { 'app/notes.txt': Buffer.from('\uFEFFrun setup.py', 'utf16le') },
      ["- app/notes.txt:1:5: It speaks of 'setup.py'."],
    ],
    [
      'a text in UTF-16 of the other order, without a mark',
      { 'app/notes.txt': Buffer.from('run setup.py', 'utf16le').swap16() },
      ["- app/notes.txt:1:5: It speaks of 'setup.py'."],
    ],
    [
      'a text in Latin-1, with a NUL',
      { 'app/notes.txt': Buffer.from('caf\xe9\0 setup.py', 'latin1') },
      ["- app/notes.txt:1:7: It speaks of 'setup.py'."],
    ],
    [
      'a target',
      { 'app/project.json': '{ "command": "python setup.py sdist" }' },
      ["- app/project.json:1:22: It speaks of 'setup.py'."],
    ],
  ])('finds it in %s', async (_what, tree, lines) => {
    expect(await said(tree)).toEqual(['fail', ...lines]);
  });

  it('takes other names', async () => {
    const tree = { 'app/Makefile': 'build:\n\tpython build.py\n', 'app/setup.py': '' };
    expect(await said(tree, { forbidden: ['build.py'] })).toEqual([
      'fail',
      "- app/Makefile:2:9: It speaks of 'build.py'.",
    ]);
  });

  it('does not call clean what it could not search', async () => {
    const outcome = await ask({ 'app/huge.txt': 'x'.repeat(16 * 1024 * 1024 + 1) });
    expect(outcome).toMatchObject({ status: 'unverified', problems: [{ file: 'app/huge.txt' }] });
  });
});

describe('takes away', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it.each<[file: string, before: string, after: string]>([
    ['.dockerignore', '*\n!setup.py\n!src\n', '*\n!src\n'],
    ['.gitattributes', 'a text\n/setup.py text eol=lf\n', 'a text\n'],
    ['MANIFEST.in', 'include README.md setup.py\n', 'include README.md\n'],
    ['MANIFEST.in', 'include setup.py\ngraft src\n', 'graft src\n'],
    [
      'Dockerfile',
      'FROM a:1\nCOPY pyproject.toml setup.py ./\n',
      'FROM a:1\nCOPY pyproject.toml ./\n',
    ],
    ['Dockerfile', 'FROM a:1\nCOPY setup.py ./\n', 'FROM a:1\nCOPY setup.py ./\n'],
    ['Dockerfile', 'FROM a:1\nRUN python setup.py\n', 'FROM a:1\nRUN python setup.py\n'],
    ['README.md', 'setup.py\n', 'setup.py\n'],
  ])('%s: %j', async (file, before, after) => {
    const tree = { [`app/${file}`]: before };
    write(folder.path, tree);
    const { changes } = planFixes(problemsOf(await ask(tree)), readFrom(folder.path));
    expect(changes[0]?.after ?? before).toBe(after);
  });
});
