import { type Tree, answer } from '../testing/release-tree';
import { versionAlignment } from './version-alignment';

const PROJECT = '[project]\nname = "paper-clip"\nversion = "1.2.3"\n';
const DYNAMIC = '[project]\nname = "paper-clip"\ndynamic = ["version"]\n';
const POETRY = '[tool.poetry]\nname = "paper-clip"\nversion = "1.2.3"\n';
const says = (version: string) => `"""Paper clips."""\n\n__version__ = "${version}"\n`;
const metadata = 'from importlib.metadata import version\n__version__ = version("paper-clip")\n';
const fallback =
  'try:\n    __version__ = importlib.metadata.version(__name__)\nexcept E:\n    __version__ = "0"\n';

/** Paths below the release project. */
const trees = (files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`app/${path}`, text]));

describe('version-alignment', () => {
  it.each<[what: string, files: Tree, detail: string]>([
    ['one version', { 'pyproject.toml': PROJECT }, '1.2.3 in app/pyproject.toml:3'],
    [
      'a flat package',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': says('1.2.3') },
      '1.2.3 in app/pyproject.toml:3 and app/paper_clip/__init__.py:3',
    ],
    [
      'a package in src, with its version in a file of its own',
      {
        'pyproject.toml': POETRY,
        'src/Paper_Clip/__init__.py': 'from ._version import __version__\n',
        'src/Paper_Clip/_version.py': says('1.2.3'),
      },
      '1.2.3 in app/pyproject.toml:3 and app/src/Paper_Clip/_version.py:3',
    ],
    [
      'a single module',
      { 'pyproject.toml': PROJECT, 'paper_clip.py': says('1.2.3') },
      '1.2.3 in app/pyproject.toml:3 and app/paper_clip.py:3',
    ],
    [
      'a version that the package alone says',
      { 'pyproject.toml': DYNAMIC, 'paper_clip/__init__.py': says('1.2.3') },
      '1.2.3 in app/paper_clip/__init__.py:3',
    ],
    [
      'a version taken from the metadata',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': metadata },
      '1.2.3 in app/pyproject.toml:3',
    ],
    [
      'the same with something to fall back on',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': fallback },
      '1.2.3 in app/pyproject.toml:3',
    ],
    [
      'another package beside the one of the project’s name',
      {
        'pyproject.toml': PROJECT,
        'paper_clip/__init__.py': says('1.2.3'),
        'vendored/__init__.py': says('9'),
      },
      '1.2.3 in app/pyproject.toml:3 and app/paper_clip/__init__.py:3',
    ],
    [
      'tests with a version of their own',
      { 'pyproject.toml': PROJECT, 'tests/__init__.py': says('9'), 'setup.py': says('9') },
      '1.2.3 in app/pyproject.toml:3',
    ],
    [
      'a version in a docstring and in a function',
      {
        'pyproject.toml': PROJECT,
        'paper_clip/__init__.py': '"""\n__version__ = "9"\n"""\ndef f():\n    __version__ = "9"\n',
      },
      '1.2.3 in app/pyproject.toml:3',
    ],
  ])('passes for %s', async (_, files, detail) => {
    expect(await answer(versionAlignment, trees(files))).toEqual({ status: 'pass', detail });
  });

  it.each<[what: string, files: Tree, problems: object[]]>([
    [
      'the package is older than the project',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': says('1.2.2') },
      [
        {
          file: 'app/pyproject.toml',
          line: 3,
          column: 11,
          key: 'project.version',
          message: "It is '1.2.3'.",
        },
        {
          file: 'app/paper_clip/__init__.py',
          line: 3,
          column: 1,
          key: '__version__',
          message: "It is '1.2.2'.",
        },
      ],
    ],
    [
      'two packages of a project without one of its name differ',
      {
        'pyproject.toml': PROJECT,
        'core/__init__.py': says('1.2.3'),
        'api/__init__.py': says('1.2'),
      },
      [
        { file: 'app/pyproject.toml' },
        { file: 'app/api/__init__.py' },
        { file: 'app/core/__init__.py' },
      ],
    ],
    [
      'a dynamic version is said twice, differently',
      {
        'pyproject.toml': DYNAMIC,
        'paper_clip/__init__.py': says('1'),
        'paper_clip/_version.py': says('2'),
      },
      [{ message: "It is '1'." }, { message: "It is '2'." }],
    ],
  ])('fails when %s', async (_, files, problems) => {
    const outcome = await answer(versionAlignment, trees(files));
    expect(outcome).toMatchObject({ status: 'fail', problems });
  });

  it.each<[what: string, files: Tree, because: RegExp]>([
    [
      'is computed',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': '__version__ = read()\n' },
      /^app\/paper_clip\/__init__\.py:1 __version__: It is no plain string\.$/,
    ],
    [
      'stands in a broken file',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': 'x = (1\n__version__ = "1.2.3"\n' },
      /^app\/paper_clip\/__init__\.py:1 .* syntax error/,
    ],
    ['comes from nowhere', { 'pyproject.toml': DYNAMIC }, /is dynamic, and no package says/],
    [
      'is no text',
      { 'pyproject.toml': '[project]\nversion = 1\n' },
      /project\.version: It is no string/,
    ],
  ])('stays open when the version %s', async (_, files, because) => {
    const outcome = await answer(versionAlignment, trees(files));
    expect(outcome).toEqual({
      status: 'unverified',
      because: expect.stringMatching(because) as string,
    });
  });

  it.each<[what: string, files: Tree]>([
    ['is no pyproject.toml', { 'README.md': '' }],
    ['is one for tools only', { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' }],
  ])('is skipped when there %s', async (_, files) => {
    expect(await answer(versionAlignment, trees(files))).toMatchObject({ status: 'skip' });
  });

  it('stays open when pyproject.toml is broken', async () => {
    expect(await answer(versionAlignment, trees({ 'pyproject.toml': '[project\n' }))).toMatchObject(
      {
        status: 'unverified',
        problems: [{ file: 'app/pyproject.toml', line: 1 }],
      },
    );
  });
});
