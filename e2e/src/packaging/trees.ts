import type { Random } from '../chaos/random';

const PYTHON = [
  ...['rampart/__init__.py', 'rampart/a.py', 'rampart/sub/__init__.py', 'rampart/sub/b.py'],
  ...['rampart/templates/code.py', 'rampart/lib/c.py'],
];
const DATA = [
  ...['rampart/data.json', 'rampart/py.typed', 'rampart/a.pyi', 'rampart/.hidden'],
  ...['rampart/templates/in.html', 'rampart/templates/deep/x.html', 'rampart/templates/.dot.html'],
  ...['rampart/static/app.js', 'rampart/static/.well/known.txt', 'rampart/static/my-img/i.png'],
  ...['rampart/sub/s.txt', 'rampart/sub/templates/t.html', 'rampart/sub/a1.css'],
];
const BESIDE = [
  ...['templates/a.html', 'templates/b/c.html', 'templates/.dot', 'frontend/app.js'],
  ...[
    'frontend/dist/app.min.js',
    'scripts/run.sh',
    'tools/t.py',
    'tests/test_a.py',
    'test/test_b.py',
  ],
  ...[
    'docs/index.md',
    'core/__init__.py',
    'core/x.txt',
    'ns/rampart/__init__.py',
    'ns/rampart/n.txt',
  ],
  ...['single.py', 'conftest.py', 'rampart.py', 'README.md', 'README.rst', 'LICENSE', 'NOTICE.txt'],
  ...['__pycache__/a.cpython-311.pyc', '.venv/x.txt', '.tox/x.txt', 'rampart/__pycache__/a.pyc'],
];

/** Files of a project `rampart`, whose package lies in the root or in `src`. */
export function randomTree(random: Random): Record<string, string> {
  const base = chance(random, 0.35) ? 'src/' : '';
  const paths = [
    ...some(random, PYTHON, 0.75).map((path) => `${base}${path}`),
    ...some(random, DATA, 0.6).map((path) => `${base}${path}`),
    ...some(random, BESIDE, chance(random, 0.4) ? 0.1 : 0.4),
  ];
  return Object.fromEntries(paths.map((path) => [path, path.endsWith('.py') ? '' : `${path}\n`]));
}

/** True with a probability. */
export const chance = (random: Random, probability: number): boolean =>
  random.below(1000) < probability * 1000;

/** Each of a list with a probability. */
export const some = <T>(random: Random, list: readonly T[], probability: number): T[] =>
  list.filter(() => chance(random, probability));
