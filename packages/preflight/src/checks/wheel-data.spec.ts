import { answer, box } from '../testing/release-tree';
import { wheelData } from './wheel-data';

const BOXES = [box('bookworm')];
const PROJECT =
  '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "My.App"\nversion = "1"\n[tool.hatch.build.targets.wheel]\npackages = ["src/my_app"]\n[tool.hatch.build.targets.wheel.force-include]\n"templates" = "my_app/pages"\n';
const TREE = {
  'app/pyproject.toml': PROJECT,
  'app/src/my_app/__init__.py': '',
  'app/src/my_app/static/a.js': '',
  'app/templates/a.html': '',
};
const RECORD = 'app/dist/artifact/lib/my_app-1.dist-info/RECORD';
const listing = (...paths: string[]) => ({
  ...TREE,
  [RECORD]: paths.map((path) => `${path},sha256=x,1\n`).join(''),
});
const MOVED = ['my_app/static/a.js', 'my_app/pages/a.html'];

describe('wheel-data', () => {
  it.each<[what: string, tree: Record<string, string>, settings: object, status: string]>([
    ['all data where it is foretold', listing(...MOVED), {}, 'pass'],
    ['quoted names', listing('"my_app/static/a.js"', '"my_app/pages/a.html"'), {}, 'pass'],
    ['data elsewhere', listing('my_app/static/a.js', 'templates/a.html'), {}, 'fail'],
    ['data that is missing', listing('my_app/pages/a.html'), {}, 'fail'],
    ['what is built first', listing('my_app/web/x.js'), { data: ['src/my_app/web/*'] }, 'pass'],
    ['what was not built', listing(...MOVED), { data: ['src/my_app/web/*'] }, 'fail'],
    ['no wheel', { ...TREE, 'app/dist/artifact/x': '' }, {}, 'skip'],
    ['no artifact', TREE, {}, 'unverified'],
    [
      'a project of which nothing is foretold',
      {
        ...listing(...MOVED),
        'app/pyproject.toml': '[project]\nname = "my-app"\n',
        'app/setup.py': 'setup(x())',
      },
      { data: ['src/my_app/static/*'] },
      'pass',
    ],
  ])('judges %s', async (_what, tree, settings, status) => {
    const outcome = await answer(wheelData, tree, BOXES, { settings });
    expect(outcome.status).toBe(status);
  });

  it('names the RECORD', async () => {
    const outcome = await answer(wheelData, listing('my_app/pages/a.html'), BOXES);
    expect(outcome).toMatchObject({
      problems: [{ file: RECORD, message: "It does not list 'src/my_app/static/a.js'." }],
    });
  });
});
