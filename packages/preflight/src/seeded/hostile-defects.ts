// Files that no parser likes. What cannot be read leaves its question open, with the place; nothing passes, and nothing
// hangs.
import { type Defect, near } from './defect';
import type { Example } from './example';

const PYPROJECT = 'pyproject.toml';
const INIT = 'core/__init__.py';
const MATRIX = 'TOOL_MATRIX.md';
const WORKFLOW = '.github/workflows/more.yml';
const SCRIPT = 'scripts/more.sh';

const DEEP = 20_000;
const nested = (open: string, close = '') => open.repeat(DEEP) + close.repeat(DEEP);

const MIB = 1024 * 1024;
const put = (path: string, text: string | Buffer) => (app: Example) => app.put(path, text);
const recoded = (path: string, recode: (text: string) => Buffer) => (app: Example) =>
  app.put(path, recode(app.read(path)));

const latin1 = (text: string) => Buffer.from(`${text}\n# caf\xe9\n`, 'latin1');
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const big = (text: string) => Buffer.from(text.padEnd(16 * MIB + 1, '\n'));
const longLine = (text: string) => Buffer.from(`${text}\n# ${'x'.repeat(2 * MIB)}\n`);

const LETTERS = 'abcdefghij';

/** Each line ten times as long as the one before, once its aliases are followed. */
const LAUGHS = Array.from({ length: 9 }, (_, index) => {
  const [before, name] = [LETTERS.charAt(index), LETTERS.charAt(index + 1)];
  return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
});

const QUESTIONS_ABOUT_THE_DOCKERFILE = {
  'version-alignment': 'unverified',
  'dockerfile-stages': 'unverified',
  'dockerfile-bases': 'unverified',
  'dockerfile-uv': 'unverified',
  'dockerfile-user': 'unverified',
  'dockerfile-secrets': 'unverified',
  'dockerfile-context': 'unverified',
} as const;

const open = (what: string, make: Defect['make'], says: string, ...ids: string[]): Defect => ({
  ...{ what, make, says },
  found: Object.fromEntries(ids.map((id) => [id, 'unverified'])),
});

const TEXTS = ['version-alignment'] as const;
const PROJECT = [...TEXTS, 'packaging-data'] as const;
const TOO_LARGE = 'It is larger than 16 MiB.';
const NO_TEXT = 'It is not UTF-8.';
const LINK = 'It is a link';

export const HOSTILE: readonly Defect[] = [
  open('TOML in Latin-1', recoded(PYPROJECT, latin1), NO_TEXT, ...PROJECT),
  open('TOML in UTF-16', recoded(PYPROJECT, utf16), NO_TEXT, ...PROJECT),
  open('TOML of bytes', put(PYPROJECT, Buffer.from([0, 255, 254, 0])), NO_TEXT, ...PROJECT),
  open('TOML without an end', put(PYPROJECT, `a = ${nested('[')}`), 'nested', ...PROJECT),
  open('huge TOML', recoded(PYPROJECT, big), TOO_LARGE, ...PROJECT, 'sole-build-config'),
  open('TOML that is a loop', (app) => app.link(PYPROJECT, PYPROJECT), LINK, ...PROJECT),
  open('TOML that never ends', (app) => app.link(PYPROJECT, '/dev/zero'), LINK, ...PROJECT),
  open('Python in Latin-1', recoded(INIT, latin1), NO_TEXT, ...TEXTS, 'clean-environment'),
  open(
    'Python in the depth',
    put(INIT, `__version__ = ${nested('(', ')')}`),
    'Its parser gave up',
    ...TEXTS,
  ),
  open('Python that never ends', put(INIT, `__version__ = ${nested('[')}`), 'syntax', ...TEXTS),
  open('a document in UTF-16', recoded(MATRIX, utf16), NO_TEXT, 'matrix'),
  open('a huge document', recoded(MATRIX, big), TOO_LARGE, 'matrix', 'sole-build-config'),
  open(
    'YAML of a million aliases',
    put(WORKFLOW, ['a: &a x', ...LAUGHS].join('\n')),
    'alias',
    'matrix',
  ),
  open('YAML in the depth', put(WORKFLOW, nested('- ')), 'call stack', 'matrix'),
  open('JSON in the depth', put(WORKFLOW, nested('{"a":', '}')), 'call stack', 'matrix'),
  open(
    'YAML in Latin-1',
    recoded(WORKFLOW.replace('more', 'build-and-release'), latin1),
    NO_TEXT,
    'matrix',
  ),
  open(
    'a script in the depth',
    put(SCRIPT, '$(vagrant '.repeat(1000)),
    'nesting depth exceeded',
    'matrix',
  ),
  open('a script that is broken', put(SCRIPT, 'case vagrant in ('), 'It cannot be read', 'matrix'),
  open(
    'a script of bytes',
    put(SCRIPT, Buffer.from('vagrant \xff\0', 'latin1')),
    NO_TEXT,
    'matrix',
  ),
  {
    what: 'a Dockerfile of bytes',
    make: put('Dockerfile', Buffer.from([0, 255, 1])),
    found: QUESTIONS_ABOUT_THE_DOCKERFILE,
    says: NO_TEXT,
  },
  {
    what: 'a Dockerfile that is a loop',
    make: (app) => app.link('Dockerfile', 'Dockerfile'),
    found: QUESTIONS_ABOUT_THE_DOCKERFILE,
    says: LINK,
  },
  {
    what: 'a Dockerfile with a line of megabytes',
    make: recoded('Dockerfile', longLine),
    found: QUESTIONS_ABOUT_THE_DOCKERFILE,
    says: 'It is longer than 1048576 characters.',
  },
  open(
    'a .dockerignore of one long pattern',
    put('.dockerignore', nested('[')),
    'is no pattern.',
    'dockerfile-context',
  ),
  open(
    'a .dockerignore that is a folder',
    (app) => {
      app.remove('.dockerignore');
      app.put('.dockerignore/x', '');
    },
    'It is a folder.',
    'dockerfile-context',
  ),
  near('byte order marks', (app) => {
    for (const path of [PYPROJECT, INIT, MATRIX, 'Dockerfile', '.dockerignore'])
      app.put(path, `\uFEFF${app.read(path)}`);
  }),
  near('lines of megabytes', (app) => {
    for (const path of [PYPROJECT, INIT, MATRIX, '.dockerignore'])
      app.put(path, longLine(app.read(path)));
  }),
  near('a folder that leads into itself', (app) => app.link('docs', '.')),
  near('a document in the depth', put('docs/deep.md', nested('> ') + nested('['))),
  near('links to what never ends', (app) => app.link('docs.md', '/dev/zero')),
];
