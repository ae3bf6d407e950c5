// Projects over what flit can be told.
import type { Random } from '../chaos/random';
import type { Project } from './project';
import { chance, randomTree, some } from './trees';

const PATTERNS = [
  ...['templates/*.html', 'templates/**/*', 'templates', 'frontend/dist/*.js', '**/*.json'],
  ...['src/rampart/static/**', 'rampart/templates/in.html', 'rampart/static/', 'docs/*.md'],
  ...['**/.hidden', 'scripts/run.sh', '**/deep', 'rampart/**/*.html', 'core', 'tests', 'LICENSE'],
];

export function flitProject(random: Random, name: string, version: string): Project {
  const files = randomTree(random);
  const list = (probability: number) => JSON.stringify(some(random, PATTERNS, probability));
  const module = chance(random, 0.4)
    ? [`[tool.flit.module]\nname = "${random.pick(['rampart', 'core', 'single', 'ns.rampart'])}"`]
    : [];
  const sdist = chance(random, 0.7)
    ? ['[tool.flit.sdist]', `include = ${list(0.2)}`, `exclude = ${list(0.12)}`]
    : [];
  const readme = files['README.md'] !== undefined && chance(random, 0.5);
  const external = Object.keys(files).some((path) => path.startsWith('frontend/'));
  files['pyproject.toml'] = [
    `[build-system]\nrequires = ["flit_core==${version}"]\nbuild-backend = "flit_core.buildapi"`,
    '[project]\nname = "rampart"\nversion = "1.0"\ndescription = "x"',
    ...(readme ? ['readme = "README.md"'] : []),
    ...module,
    ...sdist,
    ...(external && chance(random, 0.3)
      ? ['[tool.flit.external-data]\ndirectory = "frontend"']
      : []),
    '',
  ].join('\n');
  return { name, files };
}
