import { type Tree, answer, mended } from '../testing/release-tree';
import { versionAlignment } from './version-alignment';

const PROJECT = '[project]\nname = "paper-clip"\nversion = "1.2.3"\n';
const DYNAMIC = '[project]\nname = "paper-clip"\ndynamic = ["version"]\n';
const POETRY = '[tool.poetry]\nname = "paper-clip"\nversion = "1.2.3"\n';
const says = (version: string) => `"""Paper clips."""\n\n__version__ = "${version}"\n`;
const metadata = 'from importlib.metadata import version\n__version__ = version("paper-clip")\n';
const fallback =
  'try:\n    __version__ = importlib.metadata.version(__name__)\nexcept E:\n    __version__ = "0"\n';

const backend = (name: string) => `[build-system]\nbuild-backend = "${name}"\n`;
const X = (file: string) => ({ carriers: [{ file, key: 'a' }] });

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

  it.each<[what: string, files: Tree, detail: string, settings?: object]>([
    [
      'setuptools with an attribute',
      {
        'pyproject.toml': `${DYNAMIC}[tool.setuptools.dynamic]\nversion = {attr = "clip.about.VERSION"}\n`,
        'clip/__init__.py': '',
        'clip/about.py': 'VERSION = (1, 2, 3)\n',
      },
      '1.2.3 in app/clip/about.py:1',
    ],
    [
      'setuptools with an attribute below its own folder',
      {
        'pyproject.toml': `${DYNAMIC}[tool.setuptools]\npackage-dir = {"" = "lib"}\n[tool.setuptools.dynamic]\nversion = {attr = "clip.V"}\n`,
        'lib/clip/__init__.py': 'V = "1.2.3"\n',
      },
      '1.2.3 in app/lib/clip/__init__.py:1',
    ],
    [
      'setuptools with a file',
      {
        'pyproject.toml': `${DYNAMIC}[tool.setuptools.dynamic]\nversion = {file = ["VERSION"]}\n`,
        VERSION: '1.2.3\n',
        'paper_clip/__init__.py': says('1.2.3'),
      },
      '1.2.3 in app/VERSION:1 and app/paper_clip/__init__.py:3',
    ],
    [
      'hatch with a path',
      {
        'pyproject.toml': `${backend('hatchling.build')}${DYNAMIC}[tool.hatch.version]\npath = "about.py"\n`,
        'about.py': 'VERSION: str = "1.2.3"\n',
      },
      '1.2.3 in app/about.py:1',
    ],
    [
      'hatch with a pattern',
      {
        'pyproject.toml': `${backend('hatchling.build')}${DYNAMIC}[tool.hatch.version]\npath = "about.txt"\npattern = "^release (?P<version>.+)$"\n`,
        'about.txt': 'Paper clips\nrelease 1.2.3\n',
      },
      '1.2.3 in app/about.txt:2',
    ],
    [
      'setuptools-scm beside a version somewhere',
      {
        'pyproject.toml': `[build-system]\nrequires = ["setuptools>=64", "setuptools-scm[toml]>=8"]\n${DYNAMIC}`,
        'package.json': '{ "version": "1.2.3" }',
      },
      "1.2.3 in app/package.json:1; 'setuptools_scm' takes it from git",
    ],
    [
      'a placeholder',
      {
        'pyproject.toml':
          '[tool.poetry]\nname = "paper-clip"\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true\n',
        'paper_clip/__init__.py': says('1.2.3'),
      },
      "1.2.3 in app/paper_clip/__init__.py:3; 'poetry-dynamic-versioning' takes it from git; a placeholder in app/pyproject.toml:3",
    ],
    [
      'a version of another back end, which is dead',
      {
        'pyproject.toml': `${backend('setuptools.build_meta')}${PROJECT}[tool.poetry]\nversion = "9"\n`,
      },
      '1.2.3 in app/pyproject.toml:5',
    ],
    [
      'imported from another module',
      {
        'pyproject.toml': PROJECT,
        'paper_clip/__init__.py': 'from .meta.about import version as __version__\n',
        'paper_clip/meta/about.py': 'version = "1.2.3"\n',
      },
      '1.2.3 in app/pyproject.toml:3 and app/paper_clip/meta/about.py:1',
    ],
    [
      'imported by its full name',
      {
        'pyproject.toml': PROJECT,
        'src/paper_clip/__init__.py': 'from paper_clip.about import V\n__version__ = V\n',
        'src/paper_clip/about.py': 'V = "1.2.3"\n',
      },
      '1.2.3 in app/pyproject.toml:3 and app/src/paper_clip/about.py:1',
    ],
    [
      'versions that are spelled otherwise',
      {
        'pyproject.toml': PROJECT.replace('1.2.3', '1.2rc1'),
        'package.json': '{ "version": "1.2.0-rc.1" }',
      },
      '1.2rc1 in app/pyproject.toml:3 and app/package.json:1',
    ],
    [
      'a private package.json',
      { 'pyproject.toml': PROJECT, 'package.json': '{ "private": true, "version": "7.0.0" }' },
      '1.2.3 in app/pyproject.toml:3',
    ],
    [
      'a Dockerfile',
      {
        'pyproject.toml': PROJECT,
        Dockerfile:
          'ARG PAPER_CLIP_VERSION=1.2.3\nARG PYTHON_VERSION=3.12\nFROM x:${PYTHON_VERSION}\nARG VERSION\nLABEL org.opencontainers.image.version="1.2.3" version=$VERSION maintainer=9\n',
      },
      '1.2.3 in app/pyproject.toml:3 and app/Dockerfile:1 and app/Dockerfile:5',
    ],
    [
      'places that the settings name',
      {
        'pyproject.toml': PROJECT,
        'chart.yaml': 'apps:\n  - image.tag: 1.2.3\n',
        'x.toml': '[a]\nb = "1.2.3"\n',
        'x.json': '{"a": "1.2.3"}',
      },
      '1.2.3 in app/pyproject.toml:3 and app/chart.yaml:2 and app/x.toml:2 and app/x.json:1',
      {
        carriers: [
          { file: 'chart.yaml', key: ['apps', 0, 'image.tag'] },
          { file: 'x.toml', key: 'a.b' },
          { file: 'x.json', key: 'a' },
        ],
      },
    ],
    [
      'a changelog',
      {
        'pyproject.toml': PROJECT,
        'CHANGELOG.md':
          '# Changelog\n\nSince 0.9.\n<!--\n## 9.9.9\n-->\n```\n## 8.8.8\n```\n## [1.2.3] - 2026-01-31\n\n## 1.2.2\n',
      },
      '1.2.3 in app/pyproject.toml:3 and app/CHANGELOG.md:10',
    ],
    [
      'a changelog of what is to come',
      { 'pyproject.toml': PROJECT, 'CHANGELOG.md': '# Changes\n## Unreleased\n## 1.2.2\n' },
      '1.2.3 in app/pyproject.toml:3',
    ],
    [
      'a changelog in reStructuredText',
      {
        'pyproject.toml': PROJECT,
        'CHANGES.rst': 'Changes\n=======\n\n1.2.3 (2026-01-31)\n------------------\n',
      },
      '1.2.3 in app/pyproject.toml:3 and app/CHANGES.rst:4',
    ],
    [
      'package.json alone',
      { 'package.json': '{ "version": "1.2.3" }' },
      '1.2.3 in app/package.json:1',
    ],
  ])('passes with %s', async (_, files, detail, settings = {}) => {
    const outcome = await answer(versionAlignment, trees(files), [], { settings });
    expect(outcome).toEqual({ status: 'pass', detail });
  });

  it.each<[what: string, files: Tree, problems: object[], settings?: object]>([
    [
      'the package is older than the project',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': says('1.2.2') },
      [
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
      'one of two packages of a project without one of its name differs',
      {
        'pyproject.toml': PROJECT,
        'core/__init__.py': says('1.2.3'),
        'api/__init__.py': says('1.2'),
      },
      [{ file: 'app/api/__init__.py' }],
    ],
    [
      'a dynamic version is said twice, differently',
      {
        'pyproject.toml': DYNAMIC,
        'paper_clip/__init__.py': says('1'),
        'paper_clip/_version.py': says('2'),
      },
      [{ file: 'app/paper_clip/_version.py', message: "It is '2'." }],
    ],
    [
      'Poetry has two',
      { 'pyproject.toml': `${PROJECT}[tool.poetry]\nversion = "1.2.4"\n` },
      [{ key: 'tool.poetry.version', line: 5 }],
    ],
    [
      'a label is older',
      { 'pyproject.toml': PROJECT, Dockerfile: 'FROM scratch\nLABEL version="1.2.2"\n' },
      [{ file: 'app/Dockerfile', line: 2, key: 'LABEL version' }],
    ],
    [
      'the changelog ends before',
      { 'pyproject.toml': PROJECT, 'CHANGELOG.md': '# Changes\n## v1.2.2\n' },
      [{ file: 'app/CHANGELOG.md', line: 2, column: 4, message: "It is 'v1.2.2'." }],
    ],
    [
      'something is no version',
      { 'pyproject.toml': PROJECT, 'package.json': '{ "version": "1.2.x" }' },
      [{ message: "It is '1.2.x', which is no version (PEP 440)." }],
    ],
    [
      'the version itself is none',
      { 'pyproject.toml': PROJECT.replace('1.2.3', 'one') },
      [{ message: "It is 'one', which is no version (PEP 440)." }],
    ],
    [
      'the file of a dynamic version is gone',
      { 'pyproject.toml': `${DYNAMIC}[tool.setuptools.dynamic]\nversion = {file = "VERSION"}\n` },
      [{ key: 'tool.setuptools.dynamic.version.file', line: 5, message: "There is no 'VERSION'." }],
    ],
    [
      'a place of the settings is gone',
      { 'pyproject.toml': PROJECT, 'x.json': '{}' },
      [
        { file: 'app/x.json', key: 'a', message: 'There is no such key.' },
        { file: 'app/y.json', message: 'There is no such file.' },
        { file: 'app/NEWS.md', message: 'There is no such file.' },
      ],
      {
        carriers: [
          { file: 'x.json', key: 'a' },
          { file: 'y.json', key: 'a' },
        ],
        changelog: 'NEWS.md',
      },
    ],
  ])('fails when %s', async (_, files, problems, settings = {}) => {
    const outcome = await answer(versionAlignment, trees(files), [], { settings });
    expect(outcome).toMatchObject({ status: 'fail', problems });
  });

  it.each<[file: string, before: string, after: string, settings?: object]>([
    ['paper_clip/__init__.py', '__version__ = "1.2.2"  # x\n', '__version__ = "1.2.3"  # x\n'],
    ['paper_clip/__init__.py', "a, __version__ = 1, '1.2.2'\n", "a, __version__ = 1, '1.2.3'\n"],
    ['package.json', '{ "version":"1.2.2", "x": "1.2.2" }', '{ "version":"1.2.3", "x": "1.2.2" }'],
    [
      'Dockerfile',
      'FROM scratch\nLABEL version="1.2.2" v=1.2.2\n',
      'FROM scratch\nLABEL version="1.2.3" v=1.2.2\n',
    ],
    ['x.yaml', 'a: 1.2.2 # x\nb: 1.2.2\n', 'a: 1.2.3 # x\nb: 1.2.2\n', X('x.yaml')],
    ['x.toml', "b = 1\na = '1.2.2' # x\n", "b = 1\na = '1.2.3' # x\n", X('x.toml')],
  ])('offers the edit of %s that keeps the rest', async (file, before, after, settings = {}) => {
    const tree = trees({ 'pyproject.toml': PROJECT, [file]: before });
    expect(mended(await answer(versionAlignment, tree, [], { settings }), tree)).toEqual({
      ...tree,
      [`app/${file}`]: after,
    });
  });

  it.each<[what: string, files: Tree]>([
    ['a tuple', { 'paper_clip/__init__.py': '__version__ = (1, 2, 2)\n' }],
    ['two pieces', { 'paper_clip/__init__.py': '__version__ = "1.2" ".2"\n' }],
    ['the changelog', { 'CHANGELOG.md': '## 1.2.2\n' }],
  ])('offers no edit of %s', async (_, files) => {
    const tree = trees({ 'pyproject.toml': PROJECT, ...files });
    const outcome = await answer(versionAlignment, tree);
    expect(outcome.status).toBe('fail');
    expect(JSON.stringify(outcome)).not.toContain('newText');
  });

  it.each<[what: string, files: Tree, problem: object]>([
    [
      'is computed',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': '__version__ = read()\n' },
      { file: 'app/paper_clip/__init__.py', line: 1, message: 'It is no plain string.' },
    ],
    [
      'stands in a broken file',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': 'x = (1\n__version__ = "1.2.3"\n' },
      { line: 1, message: 'The file has a syntax error here.' },
    ],
    [
      'comes from nowhere',
      { 'pyproject.toml': DYNAMIC },
      { file: 'app/pyproject.toml', line: 3, key: 'project.dynamic' },
    ],
    [
      'comes from a module that is not here',
      {
        'pyproject.toml': PROJECT,
        'paper_clip/__init__.py': 'from ._version import __version__\n',
      },
      { line: 1, message: "It comes from '._version', which is not here." },
    ],
    [
      'is handed on in a circle',
      { 'pyproject.toml': PROJECT, 'paper_clip/__init__.py': 'from . import __version__\n' },
      { message: expect.stringContaining('without end') as unknown },
    ],
    [
      'is of an unknown back end',
      { 'pyproject.toml': `${backend('own.build')}${DYNAMIC}` },
      { key: 'build-system.build-backend', line: 2 },
    ],
    [
      'is found by a pattern that only Python knows',
      {
        'pyproject.toml': `${backend('hatchling.build')}${DYNAMIC}[tool.hatch.version]\npath = "a"\npattern = '(?P<q>["])(?P<version>.+)(?P=q)'\n`,
        a: '"1.2.3"',
      },
      { key: 'tool.hatch.version.pattern' },
    ],
    [
      'is no text',
      { 'pyproject.toml': '[project]\nversion = 1\n' },
      { key: 'project.version', message: 'It is no string.' },
    ],
    ['stands in a broken pyproject.toml', { 'pyproject.toml': '[project\n' }, { line: 1 }],
    [
      'may stand in a broken Dockerfile',
      { 'pyproject.toml': PROJECT, Dockerfile: 'RUN true\n' },
      { file: 'app/Dockerfile' },
    ],
  ])('stays open when the version %s', async (_, files, problem) => {
    const outcome = await answer(versionAlignment, trees(files));
    expect(outcome).toMatchObject({ status: 'unverified', problems: [problem] });
  });

  it.each<[what: string, files: Tree]>([
    ['is no version', { 'README.md': '' }],
    [
      'is a pyproject.toml for tools only',
      { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' },
    ],
    [
      'is git alone',
      { 'pyproject.toml': `[build-system]\nrequires = ["setuptools-scm"]\n${DYNAMIC}` },
    ],
    ['are placeholders alone', { 'pyproject.toml': PROJECT.replace('1.2.3', '{{ version }}') }],
  ])('is skipped when there %s', async (_, files) => {
    expect(await answer(versionAlignment, trees(files))).toMatchObject({ status: 'skip' });
  });
});
