import { parseToml } from '@flightline/core/readers/toml';
import { BACK_ENDS, type Foretold, forecast, shortfall, treeOf } from '.';

type Files = Readonly<Record<string, string>>;

const TREE: Files = {
  'core/__init__.py': '',
  'core/templates/in.html': '',
  'core/templates/deep/x.html': '',
  'core/.hidden': '',
  'templates/a.html': '',
  'templates/b/c.html': '',
};
const DATA = Object.keys(TREE).filter((path) => !path.endsWith('.py'));

/** pyproject.toml of a project with a back end. */
const told = (backEnd: string, settings: string, requires: string = backEnd) => {
  const module = backEnd === 'setuptools' ? 'setuptools.build_meta' : 'hatchling.build';
  return `[build-system]\nrequires = ["${requires}"]\nbuild-backend = "${module}"\n[project]\nname = "core"\nversion = "1"\n${settings}`;
};
const setuptools = (settings: string, requires?: string) => ({
  'pyproject.toml': told('setuptools', settings, requires),
});
const hatchling = (settings: string) => ({ 'pyproject.toml': told('hatchling', settings) });
const system = (module: string) => `[build-system]\nrequires = []\nbuild-backend = "${module}"\n`;
const poetry = (settings: string, requires = '') => ({
  'pyproject.toml': `${system('poetry.core.masonry.api').replace('[]', `[${requires}]`)}[tool.poetry]\nname = "core"\n${settings}`,
});
const flit = (settings: string) => ({
  'pyproject.toml': `${system('flit_core.buildapi')}[project]\nname = "core"\n${settings}`,
});
const PACKAGES = '[tool.setuptools]\npackages = ["core", "templates"]\n';

async function foretold(files: Files) {
  const tree = treeOf(Object.keys(files), {
    text: (path) => files[path] ?? '',
    name: (path) => path,
  });
  const text = files['pyproject.toml'];
  const pyproject = text === undefined ? undefined : await parseToml(text, 'pyproject.toml');
  const named = pyproject?.value(['build-system', 'build-backend']);
  const module = typeof named === 'string' ? named : 'setuptools.build_meta';
  const backEnd = BACK_ENDS.find(({ modules }) => modules.includes(module));
  if (backEnd === undefined) throw new Error('There is no such back end.');
  return forecast(backEnd, tree, pyproject);
}

const dataIn = (one: Foretold) =>
  'archive' in one ? [...one.archive.values()].filter((path) => DATA.includes(path)).sort() : [];

const IN = 'core/templates/in.html';
const DEEP = 'core/templates/deep/x.html';
const [A, C, HIDDEN] = ['templates/a.html', 'templates/b/c.html', 'core/.hidden'];

describe('the wheel', () => {
  it.each<[what: string, files: Files, data: readonly string[]]>([
    ['setuptools: packages alone', setuptools(PACKAGES), []],
    [
      'setuptools: first level only',
      setuptools(`${PACKAGES}[tool.setuptools.package-data]\n"*" = ["*.html"]`),
      [A],
    ],
    [
      'setuptools: all levels, but for dots',
      setuptools(`${PACKAGES}[tool.setuptools.package-data]\n"*" = ["**/*"]`),
      [DEEP, IN, A, C],
    ],
    [
      'setuptools: what is excluded',
      setuptools(
        `${PACKAGES}[tool.setuptools.package-data]\n"*" = ["**/*"]\n[tool.setuptools.exclude-package-data]\ncore = ["templates/deep/*"]`,
      ),
      [IN, A, C],
    ],
    [
      'setuptools: MANIFEST.in, dots too',
      {
        ...setuptools(PACKAGES),
        'MANIFEST.in': 'graft core\nrecursive-include templates *.html\n',
      },
      [HIDDEN, DEEP, IN, A, C],
    ],
    [
      'setuptools: commands in their order',
      {
        ...setuptools(PACKAGES),
        'MANIFEST.in': 'graft core\nprune core/templates\ninclude core/templates/in.html',
      },
      [HIDDEN, IN],
    ],
    [
      'setuptools: MANIFEST.in of no use',
      {
        ...setuptools(`${PACKAGES}include-package-data = false`),
        'MANIFEST.in': 'graft core\n',
      },
      [],
    ],
    [
      'setuptools: outside of packages',
      {
        ...setuptools('[tool.setuptools]\npackages = ["core"]'),
        'MANIFEST.in': 'graft templates\n',
      },
      [],
    ],
    [
      'setuptools: what git tracks',
      setuptools(PACKAGES, 'setuptools", "setuptools_scm[toml]>=8'),
      [HIDDEN, DEEP, IN, A, C],
    ],
    [
      'setuptools: setup.cfg, which does not include by itself',
      {
        'setup.cfg': '[metadata]\nname = core\n[options]\npackages = find:\n',
        'MANIFEST.in': 'graft core\n',
      },
      [],
    ],
    [
      'setuptools: setup.cfg that includes',
      {
        'setup.cfg': '[options]\npackages = find:\ninclude_package_data = True\n',
        'MANIFEST.in': 'graft core\n',
      },
      [HIDDEN, DEEP, IN],
    ],
    ['hatchling: the package of the name', hatchling(''), [HIDDEN, DEEP, IN]],
    [
      'hatchling: packages',
      hatchling('[tool.hatch.build.targets.wheel]\npackages = ["core", "templates"]'),
      [HIDDEN, DEEP, IN, A, C],
    ],
    ['hatchling: what git ignores', { ...hatchling(''), '.gitignore': 'deep/\n' }, [HIDDEN, IN]],
    [
      'hatchling: artifacts all the same',
      {
        ...hatchling('[tool.hatch.build.targets.wheel]\nartifacts = ["*.html"]'),
        '.gitignore': 'deep/\n',
      },
      [HIDDEN, DEEP, IN],
    ],
    [
      'hatchling: what is forced',
      hatchling('[tool.hatch.build.targets.wheel.force-include]\n"templates" = "core/tpl"'),
      [HIDDEN, DEEP, IN, A, C],
    ],
    ['poetry: the package of the name', poetry(''), [HIDDEN, DEEP, IN]],
    [
      'poetry: text, which is for the sdist',
      poetry('include = ["templates/*.html"]'),
      [HIDDEN, DEEP, IN],
    ],
    [
      'poetry: text, which was for both',
      poetry('include = ["templates/*.html"]', '"poetry-core<2"'),
      [HIDDEN, DEEP, IN, A],
    ],
    [
      'poetry: for both in so many words',
      poetry('include = [{ path = "templates", format = ["sdist", "wheel"] }]'),
      [HIDDEN, DEEP, IN, A, C],
    ],
    ['poetry: what is excluded', poetry('exclude = ["core/templates/deep"]'), [HIDDEN, IN]],
    ['flit: the module with all in it', flit(''), [HIDDEN, DEEP, IN]],
  ])('%s', async (_what, files, data) => {
    const { wheel } = await foretold({ ...TREE, ...files });
    expect(dataIn(wheel)).toEqual([...data].sort());
  });

  it('has names of its own for what is moved', async () => {
    const settings =
      '[tool.hatch.build.targets.wheel]\nonly-include = ["core", "templates"]\nsources = { "templates" = "core/pages" }';
    const { wheel } = await foretold({ ...TREE, ...hatchling(settings) });
    expect('archive' in wheel && wheel.archive.get('core/pages/b/c.html')).toBe(C);
  });

  it.each([
    ['setuptools', '', false],
    ['setuptools<69', '', true],
    ['setuptools>=61', '', false],
    ['setuptools~=68.0', '', true],
  ])('has types since setuptools 69: %s', async (requires, settings, isOld) => {
    const files = {
      'core/__init__.py': '',
      'core/py.typed': '',
      ...setuptools(settings, requires),
    };
    const { wheel } = await foretold(files);
    expect('archive' in wheel && wheel.archive.has('core/py.typed')).toBe(!isOld);
  });
});

describe('what will be missing', () => {
  it.each<[what: string, files: Files, says: string, place: string]>([
    [
      'a folder that is no package',
      setuptools('[tool.setuptools]\npackages = ["core"]'),
      "'templates/a.html' and 'templates/b/c.html' will be missing from the wheel: outside of all packages (core).",
      'pyproject.toml:8',
    ],
    [
      'below a pattern',
      setuptools(`${PACKAGES}[tool.setuptools.package-data]\ntemplates = ["*.html"]`),
      "'templates/b/c.html' will be missing from the wheel: '*.html' of package-data does not reach below the folder of package 'templates'.",
      'pyproject.toml:10',
    ],
    [
      'an excluded file',
      setuptools(
        `${PACKAGES}[tool.setuptools.package-data]\n"*" = ["**/*"]\n[tool.setuptools.exclude-package-data]\n"*" = ["a.*"]`,
      ),
      "'templates/a.html' will be missing from the wheel: 'a.*' of exclude-package-data takes it out.",
      'pyproject.toml:12',
    ],
    [
      'by MANIFEST.in, from the sdist and so from its wheel',
      {
        ...setuptools(`${PACKAGES}[tool.setuptools.package-data]\n"*" = ["**/*"]`),
        'MANIFEST.in': '\nprune templates/b\n',
      },
      "'templates/b/c.html' will be missing from a wheel that is built from the sdist: 'prune templates/b' of MANIFEST.in takes it out.",
      'MANIFEST.in:2',
    ],
    [
      'a list that is not followed',
      {
        ...setuptools(`${PACKAGES}include-package-data = false`),
        'MANIFEST.in': 'graft templates\n',
      },
      "'templates/a.html' and 'templates/b/c.html' will be missing from the wheel: MANIFEST.in lists it for the sdist alone, because include-package-data is off.",
      'pyproject.toml:9',
    ],
    [
      'several packages at once',
      setuptools(''),
      'The wheel cannot be built: setuptools does not choose among the packages core, templates of a flat layout.',
      'pyproject.toml:undefined',
    ],
    [
      'what hatchling leaves out with git',
      {
        ...hatchling('[tool.hatch.build.targets.wheel]\npackages = ["core", "templates"]'),
        '.gitignore': '# x\ntemplates/b\n',
      },
      "'templates/b/c.html' will be missing from the wheel: 'templates/b' of .gitignore leaves it out, whether git tracks it or not.",
      '.gitignore:2',
    ],
    [
      'artifacts of one target',
      {
        ...hatchling(
          '[tool.hatch.build.targets.wheel]\npackages = ["core", "templates"]\nartifacts = ["*.html"]',
        ),
        '.gitignore': 'templates/b\n',
      },
      "'templates/b/c.html' will be missing from a wheel that is built from the sdist: 'templates/b' of .gitignore leaves it out, whether git tracks it or not.",
      '.gitignore:1',
    ],
    [
      'beside the package of the name',
      hatchling(''),
      "'templates/a.html' and 'templates/b/c.html' will be missing from the wheel: the package that is named like the project takes 'core' alone.",
      'pyproject.toml:undefined',
    ],
    [
      'what poetry has for the sdist alone',
      poetry('include = ["templates/**/*"]\n'),
      "'templates/a.html' and 'templates/b/c.html' will be missing from the wheel: 'templates/**/*' of include is for the sdist alone.",
      'pyproject.toml:6',
    ],
    [
      'beside the module of flit',
      flit(''),
      "'templates/a.html' and 'templates/b/c.html' will be missing from the wheel: flit packs 'core' alone.",
      'pyproject.toml:undefined',
    ],
    [
      'a package of poetry without Python',
      poetry('packages = [{ include = "core" }, { include = "templates" }]\n'),
      "The wheel cannot be built: 'templates' of packages holds no Python.",
      'pyproject.toml:6',
    ],
    [
      'a project without a package of its name',
      {
        ...hatchling(''),
        'core/__init__.py': '',
        'pyproject.toml': told('hatchling', '').replace('"core"', '"other"'),
      },
      "The wheel cannot be built: no package is named like the project, 'other'.",
      'pyproject.toml:undefined',
    ],
  ])('%s', async (_what, files, says, place) => {
    const problems = shortfall(await foretold({ ...TREE, ...files }), [A, C]);
    expect(problems.map(({ message }) => message)).toContain(says);
    const [found] = problems.filter(({ message }) => message === says);
    expect(`${found?.file ?? ''}:${String(found?.line)}`).toBe(place);
    expect(found?.hint).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ['code', 'import os\nfrom setuptools import setup\nsetup(packages=os.listdir())\n', 3],
    [
      'a function before it',
      '# x\nfrom setuptools import setup\n\ndef f():\n    pass\n\nsetup()\n',
      4,
    ],
  ])('is not known of setup.py that is %s', async (_what, text, line) => {
    await expect(foretold({ ...TREE, 'setup.py': text })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      problems: [{ file: 'setup.py', line }],
    });
  });

  it.each([
    'from setuptools import setup\n\nsetup()\n',
    '#!/usr/bin/env python\n"""X."""\nimport setuptools\n\nif __name__ == "__main__":\n    setuptools.setup()  # x\n',
  ])('is known of setup.py that says nothing: %j', async (text) => {
    const { wheel } = await foretold({ ...TREE, ...setuptools(PACKAGES), 'setup.py': text });
    expect(wheel).toHaveProperty('archive');
  });
});
