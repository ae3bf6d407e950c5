import { parsePython } from '.';

const text = (value: string) => ({ kind: 'text', text: value });
const unverified = (because: string) => ({ kind: 'unverified', because });
const imported = (module: string, original: string) => ({ kind: 'imported', module, original });
const NO_STRING = unverified('It is no plain string.');
const CONDITIONAL = unverified('It is assigned under a condition.');

const versionsIn = async (source: string) =>
  (await parsePython(source, 'paper/__init__.py')).assignments('__version__');

describe('the version of a Python module', () => {
  it.each([
    ['__version__ = "1.2.3"', text('1.2.3')],
    ["__version__: str = '1.2.3'", text('1.2.3')],
    ['__version__ = """1.2.3"""', text('1.2.3')],
    ['__version__ = r"1.2.3"  # x', text('1.2.3')],
    ['__version__ = ""', text('')],
    ['__version__ = ("1.2.3")', text('1.2.3')],
    ['__version__ = "1." "2" \'.3\'', text('1.2.3')],
    ['__version__ = version = "1.2.3"', text('1.2.3')],
    ['version = __version__ = "1.2.3"', text('1.2.3')],
    ['__author__, __version__ = "me", "1.2.3"', text('1.2.3')],
    ['(__author__, (__version__, x)) = ("me", ("1.2.3", 1))', text('1.2.3')],
    ['x = 1; __version__ = "1.2.3"; y = 2', text('1.2.3')],
    ['__version__ = (1, 2, "rc3")', text('1.2.rc3')],
    ['__version__ = ".".join(["1", "2"])', text('1.2')],
    ['V = "1.2.3"\n__version__ = V', text('1.2.3')],
    ['__version__ = V\nV = W = "1.2.3"', text('1.2.3')],
    ['V = (1, 2)\n__version__ = ".".join(map(str, V))', text('1.2')],
    ['V = (1, 2)\n__version__ = ".".join(str(x) for x in V)', text('1.2')],
    ['V = (1, 2)\n__version__ = ".".join([str(x) for x in V])', text('1.2')],
    ['from .about import V\n__version__ = V', imported('.about', 'V')],
    ['from .about import A as V\n__version__ = V', imported('.about', 'A')],
    ['V = (1, 2)\n__version__ = ".".join(str(x) for x in V if x)', NO_STRING],
    ['V = (1, 2)\n__version__ = "-".join(map(str, V))', NO_STRING],
    ['V = (1, x)\n__version__ = ".".join(map(str, V))', NO_STRING],
    ['V = "1"\nV = "2"\n__version__ = V', NO_STRING],
    ['__version__ = V\nV = __version__', NO_STRING],
    ['if x:\n    V = "1"\n__version__ = V', NO_STRING],
    ['__version__ = ()', NO_STRING],
    ['__version__ = 1.2', NO_STRING],
    ['__author__, __version__ = read()', NO_STRING],
    ['*names, __version__ = "a", "1.2.3"', NO_STRING],
    ['__version__ = version("paper")', NO_STRING],
    ['__version__ = f"{MAJOR}.2"', NO_STRING],
    ['__version__ = b"1.2.3"', NO_STRING],
    ['__version__ = "1.2\\x2e3"', NO_STRING],
    ['__version__ += ".dev0"', NO_STRING],
    ['if frozen:\n    __version__ = "1.2.3"', CONDITIONAL],
    ['try:\n    pass\nexcept E:\n    __version__ = "1.2.3"', CONDITIONAL],
  ])('%s', async (source, value) => {
    expect((await versionsIn(source)).map((one) => one.value)).toEqual([value]);
  });

  it.each([
    ['a docstring', '"""\n__version__ = "1.2.3"\n"""'],
    ['a comment', '# __version__ = "1.2.3"'],
    ['a function', 'def f():\n    __version__ = "1.2.3"'],
    ['a class', 'class C:\n    __version__ = "1.2.3"'],
    ['an attribute', 'module.__version__ = "1.2.3"'],
    ['a longer name', '__version__info = "1.2.3"'],
    ['a declaration', '__version__: str'],
    ['a comparison', '__version__ == "1.2.3"'],
    ['an import', 'from ._version import __version__'],
  ])('is not found in %s', async (_, source) => {
    expect(await versionsIn(source)).toEqual([]);
  });

  it.each([
    ['__version__ = "1.2.3"\n\ndef f(:\n    pass', 3],
    ['x = (1\n__version__ = "1.2.3"', 1],
    ['__version__ = "1.2.3\n', 1],
  ])('is not trusted in a file with a syntax error: %j', async (source, line) => {
    const module = await parsePython(source, 'broken.py');
    expect(module.syntaxError?.line).toBe(line);
    expect(module.assignments('__version__').filter(({ value }) => value.kind === 'text')).toEqual(
      [],
    );
  });

  it('comes with its place and its expression, once for each assignment', async () => {
    const source = 'import x\n\n__version__ = "1"\nif x:\n    a = __version__ = x.version()\n';
    expect(await versionsIn(source)).toMatchObject([
      { line: 3, column: 1, expression: '"1"', value: text('1') },
      { line: 5, column: 9, expression: 'x.version()', value: CONDITIONAL },
    ]);
    expect((await versionsIn(source))[0]?.range).toEqual({
      start: { line: 3, column: 15 },
      end: { line: 3, column: 18 },
    });
  });

  it.each([
    ['from ._version import __version__', '._version', '__version__'],
    ['from paper.about import (\n    a, version as __version__,\n)', 'paper.about', 'version'],
    ['try:\n    from . import __version__\nexcept E:\n    pass', '.', '__version__'],
  ])('may be imported: %j', async (source, module, original) => {
    const read = await parsePython(source, 'a.py');
    expect(read.imports('__version__')).toMatchObject([{ module, original }]);
  });

  it.each(['from x import *', 'import __version__', 'def f():\n    from x import __version__'])(
    'is not imported by %j',
    async (source) => {
      expect((await parsePython(source, 'a.py')).imports('__version__')).toEqual([]);
    },
  );
});
