import type { Outcome } from '@flightline/core/check';
import { answer } from '../testing/release-tree';
import { packagingData } from './packaging-data';

const SYSTEM = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n';
const PROJECT = `${SYSTEM}[project]\nname = "app"\nversion = "1"\n`;
const PACKAGE = { 'app/app/__init__.py': '', 'app/app/templates/a.html': '' };

const told = (outcome: Outcome) => ('problems' in outcome ? (outcome.problems ?? []) : []);

describe('packaging-data', () => {
  it.each<[what: string, tree: Record<string, string>, settings: object, status: string]>([
    ['data in the package', { 'app/pyproject.toml': PROJECT, ...PACKAGE }, {}, 'pass'],
    [
      'data beside it',
      { 'app/pyproject.toml': PROJECT, ...PACKAGE, 'app/static/a.js': '' },
      {},
      'fail',
    ],
    ['no data', { 'app/pyproject.toml': PROJECT, 'app/app/__init__.py': '' }, {}, 'skip'],
    ['nothing that is built', { ...PACKAGE }, {}, 'skip'],
    [
      'a pyproject.toml of tools',
      { 'app/pyproject.toml': '[tool.ruff]\n', ...PACKAGE },
      {},
      'skip',
    ],
    [
      'another back end',
      { 'app/pyproject.toml': '[build-system]\nbuild-backend = "maturin"\n', ...PACKAGE },
      {},
      'unverified',
    ],
    [
      'a broken pyproject.toml',
      { 'app/pyproject.toml': '[build-system\n', ...PACKAGE },
      {},
      'unverified',
    ],
    [
      'a value of a wrong type',
      { 'app/pyproject.toml': `${PROJECT}[tool.hatch.build]\nexclude = "x"\n`, ...PACKAGE },
      {},
      'unverified',
    ],
    ['a setup.py of code', { 'app/setup.py': 'setup(x=1)\n', ...PACKAGE }, {}, 'unverified'],
    [
      'a hook that may add what is missing',
      {
        'app/pyproject.toml': `${PROJECT}[tool.hatch.build.hooks.custom]\n`,
        ...PACKAGE,
        'app/static/a.js': '',
      },
      {},
      'unverified',
    ],
    [
      'sources of a frontend',
      {
        'app/pyproject.toml': PROJECT,
        ...PACKAGE,
        'app/frontend/package.json': '',
        'app/frontend/src/a.ts': '',
      },
      {},
      'pass',
    ],
    [
      'the same, asked for',
      {
        'app/pyproject.toml': PROJECT,
        ...PACKAGE,
        'app/frontend/package.json': '',
        'app/frontend/src/a.ts': '',
      },
      { data: ['frontend/src/**'] },
      'fail',
    ],
    [
      'a glob that means nothing',
      { 'app/pyproject.toml': PROJECT, ...PACKAGE },
      { data: ['app/dist/*.js'] },
      'unverified',
    ],
    [
      'patterns of a .gitignore above, which are read as if they stood here',
      { '.gitignore': '/app/templates\n', 'app/pyproject.toml': PROJECT, ...PACKAGE },
      {},
      'fail',
    ],
  ])('judges %s', async (_what, tree, settings, status) => {
    const outcome = await answer(packagingData, tree, [], { settings });
    expect(outcome.status).toBe(status);
  });

  it('names file, line and what to do', async () => {
    const tree = {
      'app/pyproject.toml': `${PROJECT}[tool.hatch.build.targets.wheel]\npackages = ["app"]\n`,
      ...PACKAGE,
      'app/static/a.js': '',
    };
    expect(told(await answer(packagingData, tree))).toEqual([
      {
        file: 'app/pyproject.toml',
        line: 8,
        column: 12,
        message: "'static/a.js' will be missing from the wheel: packages takes 'app' alone.",
        hint: "Let 'packages' or 'include' of tool.hatch.build.targets.wheel take 'static/a.js' too.",
      },
    ]);
  });
});
