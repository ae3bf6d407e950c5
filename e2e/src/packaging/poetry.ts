// Projects over what poetry-core can be told. None is in git, of which it asks what is ignored.
import type { Random } from '../chaos/random';
import type { Project } from './project';
import { chance, randomTree, some } from './trees';

const PATTERNS = [
  ...['templates/*.html', 'templates/**/*', 'templates', 'frontend/dist/*.js', '**/*.json'],
  ...['src/rampart/static/**/*', 'rampart/templates/in.html', 'rampart/static', 'docs/*.md'],
  ...['**/.hidden', 'scripts/run.sh', '**/deep', 'rampart/**/*.html', 'core/x.txt', 'frontend/**'],
];

export function poetryProject(random: Random, name: string, version: string): Project {
  const files = randomTree(random);
  const isSrc = Object.keys(files).some((path) => path.startsWith('src/'));
  const formats = () =>
    random.pick([
      '',
      ', format = "sdist"',
      ', format = ["sdist", "wheel"]',
      ', format = ["wheel"]',
    ]);
  const base = isSrc ? ', from = "src"' : '';
  const packages = [
    `{ include = "rampart"${base}${formats()} }`,
    `{ include = "rampart/**/*.py"${base} }`,
    `{ include = "core"${formats()} }`,
    '{ include = "single.py" }',
    '{ include = "templates" }',
  ];
  const include = some(random, PATTERNS, 0.2).map((pattern) =>
    chance(random, 0.4) ? `"${pattern}"` : `{ path = "${pattern}"${formats()} }`,
  );
  const readme = files['README.md'] !== undefined && chance(random, 0.5);
  files['pyproject.toml'] = [
    `[build-system]\nrequires = ["poetry-core==${version}"]\nbuild-backend = "poetry.core.masonry.api"`,
    '[tool.poetry]\nname = "rampart"\nversion = "1.0"\ndescription = "x"\nauthors = []',
    ...(readme ? ['readme = "README.md"'] : []),
    ...(chance(random, 0.6) ? [`packages = [${some(random, packages, 0.35).join(', ')}]`] : []),
    ...(chance(random, 0.7) ? [`include = [${include.join(', ')}]`] : []),
    ...(chance(random, 0.5) ? [`exclude = ${JSON.stringify(some(random, PATTERNS, 0.2))}`] : []),
    '',
  ].join('\n');
  return { name, files };
}
