import { withBuildContext } from './build-context';

const EXECUTOR = '@flightline/docker-build:docker-build';
const COMMAND = 'node node_modules/@flightline/core/bin/context-digest.js';

interface Target {
  options?: object;
  configurations?: Record<string, object>;
}

/** The inputs of a build in `app`, with `{projectRoot}/` left out. */
function inputsOf(files: Readonly<Record<string, string>>, target: Target = {}): unknown[] {
  const project = { targets: { 'docker-build': { executor: EXECUTOR, ...target } } };
  const { namedInputs } = withBuildContext(
    project,
    'app',
    (path) => Object.entries(files).find(([name]) => `app/${name}` === path)?.[1],
  );
  const { buildContext } = namedInputs as { buildContext: unknown[] };
  return buildContext.map((input) =>
    typeof input === 'string' ? input.replace('{projectRoot}/', '') : input,
  );
}

/** The sets of files that follow from a .dockerignore, besides that and the Dockerfile. */
const setsOf = (ignored: string) =>
  inputsOf({ '.dockerignore': ignored })
    .filter((input) => typeof input === 'string')
    .slice(2);

const ALL = '**/*';

describe('the inputs of a build', () => {
  it('are the Dockerfile, what .dockerignore shows, and the digest of both', () => {
    expect(inputsOf({ '.dockerignore': 'dist\n' })).toEqual([
      'Dockerfile',
      '.dockerignore',
      ALL,
      '!dist',
      '!dist/**/*',
      { runtime: `${COMMAND} app Dockerfile .` },
    ]);
  });

  it.each<[ignored: string, sets: string[]]>([
    ['', [ALL]],
    ['**/*.md', [ALL, '!**/*.md', '!**/*.md/**/*']],
    ['dist/**', [ALL, '!dist/**/*']],
    ['*\n!src\n!setup.py', ['src', 'src/**/*', 'setup.py', 'setup.py/**/*']],
    ['docs\n**\n!src', ['src', 'src/**/*']],
    ['*\n!src\n**/*.md', ['src', 'src/**/*', '!**/*.md', '!**/*.md/**/*']],
    ['*\n!src\nsrc/x\n!src/x/y', ['src', 'src/**/*', 'src/x/y', 'src/x/y/**/*']],
    ['*', []],
    // What is brought back later cannot be left out, as sets have no order; what cannot be meant is.
    ['**/*.md\n!README.md', [ALL]],
    ['docs\n!README.md', [ALL, '!docs', '!docs/**/*']],
    // What Nx may read differently is taken.
    ['[x]\ndist?', [ALL]],
    ['*\n!s[r]c', [ALL]],
    ['a**b', [ALL]],
    // The engine reads them, whatever is hidden.
    ['Dockerfile\n.dockerignore\n.*\ndist', [ALL, '!dist', '!dist/**/*']],
    ['[', [ALL]],
  ])('from %j are the files %j', (ignored, sets) => {
    expect(setsOf(ignored)).toEqual(sets);
  });

  it('follow options and configurations of the target', () => {
    const target = {
      options: { file: './docker/x' },
      configurations: { slim: { context: 'src/' }, plain: {} },
    };
    expect(inputsOf({ '.dockerignore': 'a', 'src/.dockerignore': 'b' }, target)).toEqual([
      'docker/x',
      '.dockerignore',
      ALL,
      'src/.dockerignore',
      'src/**/*',
      { runtime: `${COMMAND} app docker/x .` },
      { runtime: `${COMMAND} app docker/x src` },
    ]);
  });

  it('hold all where engines differ in the file that they read', () => {
    const files = { '.dockerignore': 'a', 'Dockerfile.dockerignore': 'b' };
    expect(inputsOf(files)).toContain(ALL);
    expect(inputsOf(files)).not.toContain('!a');
  });

  it('are nothing of a project that builds otherwise', () => {
    const project = { targets: { 'docker-build': { command: 'make' } } };
    expect(withBuildContext(project, 'app', () => undefined)).toBe(project);
  });
});
