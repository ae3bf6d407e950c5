import { answer } from '../testing/release-tree';
import { staleBuild } from './stale-build';

const TREE = {
  '.gitignore': 'build\n*.egg-info\n',
  'app/pyproject.toml':
    '[build-system]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "app"\nversion = "1"\n[tool.setuptools]\npackages = ["app"]\n',
  'app/app/__init__.py': '',
  'app/app/data.json': '',
};
const SOURCES = 'app/app.egg-info/SOURCES.txt';

describe('stale-build', () => {
  it.each<[what: string, tree: Record<string, string>, status: string]>([
    ['nothing', TREE, 'pass'],
    ['what is packed anyway', { ...TREE, 'app/build/lib/app/__init__.py': '' }, 'pass'],
    [
      'a list of what is listed anyway',
      { ...TREE, [SOURCES]: 'pyproject.toml\napp/__init__.py\napp/gone.py\n' },
      'pass',
    ],
    ['a module that is gone', { ...TREE, 'app/build/lib/app/gone.py': '' }, 'warn'],
    ['a list of more', { ...TREE, [SOURCES]: 'app/data.json\n' }, 'warn'],
    [
      'what another back end does not look at',
      {
        'app/pyproject.toml': '[build-system]\nbuild-backend = "hatchling.build"\n',
        'app/build/lib/app/gone.py': '',
      },
      'skip',
    ],
  ])('judges %s', async (_what, tree, status) => {
    expect((await answer(staleBuild, tree)).status).toBe(status);
  });

  it('says what comes from where', async () => {
    const tree = { ...TREE, [SOURCES]: 'app/data.json\n', 'app/build/lib/app/gone.py': '' };
    const outcome = await answer(staleBuild, tree);
    expect('problems' in outcome && outcome.problems).toEqual([
      {
        file: 'app/build/lib',
        message: "The next build packs 'app/gone.py' for no other reason than this.",
        hint: "Remove 'build/lib' before you build.",
      },
      {
        file: SOURCES,
        message: "The next build takes 'app/data.json' for no other reason than this.",
        hint: "Remove 'app.egg-info' before you build.",
      },
    ]);
  });
});
