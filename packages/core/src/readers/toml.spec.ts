import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing';
import { parseToml, readToml } from './toml';

const PYPROJECT = `# A comment
[project]
name = "paper"
"version" = "1.2.3"
urls.home.page = "https://example.org"

[tool.setuptools.dynamic]
version = { attr = "paper.__version__" }

[[tool.box]]
name = "a"
[[tool.box]]
tags = [
  "x",
  "y",
]
`;

describe('a TOML file', () => {
  it.each([
    [['project', 'name'], 'paper', { line: 3, column: 8 }],
    [['project', 'version'], '1.2.3', { line: 4, column: 13 }],
    [['project', 'urls', 'home', 'page'], 'https://example.org', { line: 5, column: 18 }],
    [
      ['tool', 'setuptools', 'dynamic', 'version', 'attr'],
      'paper.__version__',
      { line: 8, column: 20 },
    ],
    [['tool', 'box', 1, 'tags', 1], 'y', { line: 15, column: 3 }],
    [['tool', 'box', 0], { name: 'a' }, { line: 10, column: 1 }],
    [['project', 'urls'], { home: { page: 'https://example.org' } }, undefined],
    [['project', 'missing', 'deeper'], undefined, undefined],
    [['toString'], undefined, undefined],
  ])('has at %j %j, %j', async (path, value, position) => {
    const document = await parseToml(PYPROJECT, 'pyproject.toml');
    expect(document.value(path)).toEqual(value);
    expect(document.position(path)).toEqual(position);
  });

  it('knows where a value ends, with its quotes', async () => {
    const document = await parseToml("[a]\nb = 'x'  # y\n", 'a.toml');
    expect(document.range(['a', 'b'])).toEqual({
      start: { line: 2, column: 5 },
      end: { line: 2, column: 8 },
    });
  });

  it.each([
    ['[project]\nname = "x\n', 2, 10],
    ['a = 1\na = 2\n', 2, 1],
    ['a = 1 2\n', 1, 7],
  ])('with a mistake (%j) is refused with its place', async (text, line, column) => {
    await expect(parseToml(text, 'x/pyproject.toml')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: "'x/pyproject.toml' cannot be read.",
      problems: [{ file: 'x/pyproject.toml', line, column }],
    });
  });
});

describe('readToml', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it.each([
    ['with a byte order mark', Buffer.from('\ufeffa = 1\n'), 1],
    ['without', Buffer.from('a = 1\n'), 1],
  ])('reads a file %s', async (name, bytes, value) => {
    const path = join(folder.path, name);
    writeFileSync(path, bytes);
    expect((await readToml(path)).value(['a'])).toBe(value);
  });

  it('refuses bytes that are no text, under the name the user knows', () => {
    const path = join(folder.path, 'latin1.toml');
    writeFileSync(path, Buffer.from([0x61, 0x3d, 0x22, 0xe9, 0x22]));
    expect(() => readToml(path, 'app/pyproject.toml')).toThrow(
      "'app/pyproject.toml' cannot be read.",
    );
  });

  it('refuses a missing file', () => {
    expect(() => readToml(join(folder.path, 'none.toml'), 'none.toml')).toThrow(
      "'none.toml' cannot be read.",
    );
  });
});
