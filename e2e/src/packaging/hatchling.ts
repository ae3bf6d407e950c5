// Projects over what hatchling can be told, for all targets and for one, and over what git ignores.
import type { Random } from '../chaos/random';
import type { Project } from './project';
import { chance, randomTree, some } from './trees';

const PATTERNS = [
  ...['*.html', '/rampart', 'rampart/templates/', 'templates', '/src/rampart/static/**', '*.json'],
  ...[
    '!*.dot.html',
    'frontend/dist',
    '**/deep/*.html',
    'static/*',
    '!/rampart/static/app.js',
    '*.py',
  ],
  ...['/core/', 'docs/*.md', '.hidden', 'tests', 'sub/s.txt', '!templates/b/'],
];
const IGNORED = [
  ...['dist/', '*.pyc', '__pycache__/', '/frontend/dist', 'static/', '!static/app.js', '*.json'],
  ...[
    '# a comment',
    'docs',
    'rampart/templates/deep',
    '*.txt',
    '!sub/s.txt',
    '.venv',
    'templates/*.html',
  ],
];

export function hatchlingProject(random: Random, name: string, version: string): Project {
  const files = randomTree(random);
  const isSrc = Object.keys(files).some((path) => path.startsWith('src/'));
  if (chance(random, 0.5)) files['.gitignore'] = `${some(random, IGNORED, 0.25).join('\n')}\n`;
  const readme =
    files['README.md'] !== undefined && chance(random, 0.5) ? 'readme = "README.md"\n' : '';
  const build = [
    ...table(random, 'build', isSrc, 0.25),
    ...table(random, 'build.targets.wheel', isSrc, 0.45),
    ...table(random, 'build.targets.sdist', isSrc, 0.25),
  ];
  const isOwn = chance(random, 0.1);
  files['pyproject.toml'] = [
    `[build-system]\nrequires = ["hatchling==${version}"]\nbuild-backend = "hatchling.build"\n`,
    `[project]\nname = "${random.pick(['rampart', 'Rampart', 'ram-part', 'rampart'])}"\nversion = "1.0"\n${readme}`,
    ...(isOwn ? [] : build.map((line) => line.replace(/^\[/, '[tool.hatch.'))),
    '',
  ].join('\n');
  if (isOwn) files['hatch.toml'] = `${build.join('\n')}\n`;
  return { name, files };
}

function table(random: Random, title: string, isSrc: boolean, probability: number): string[] {
  if (!chance(random, 0.75)) return [];
  const base = isSrc ? 'src/' : '';
  const list = (values: readonly string[]) => JSON.stringify(values);
  const lines: readonly (() => string)[] = [
    () =>
      `packages = ${list(random.pick([[`${base}rampart`], [`${base}rampart`, 'templates'], ['core', 'frontend']]))}`,
    () => `include = ${list(some(random, PATTERNS, 0.2))}`,
    () => `exclude = ${list(some(random, PATTERNS, 0.12))}`,
    () =>
      `only-include = ${list(random.pick([[`${base}rampart`, 'templates'], [`${base}rampart/a.py`, 'README.md'], ['single.py']]))}`,
    () =>
      `artifacts = ${list(some(random, ['frontend/dist/*.js', '*.json', 'static/', '/docs', '*.txt'], 0.4))}`,
    () =>
      `sources = ${random.pick(['["src"]', '{ "templates" = "rampart/tpl" }', '["src/rampart"]'])}`,
    () => 'ignore-vcs = true',
    () => 'only-packages = true',
    () => 'skip-excluded-dirs = true',
  ];
  const chosen = some(random, lines, probability * 0.6).map((line) => line());
  const force = chance(random, probability * 0.4)
    ? [
        `force-include = ${random.pick(['{ "templates" = "rampart/forced" }', '{ "README.md" = "rampart/R.md" }', '{ "frontend/dist" = "frontend/dist" }'])}`,
      ]
    : [];
  return chosen.length + force.length === 0 ? [] : [`[${title}]`, ...chosen, ...force];
}
