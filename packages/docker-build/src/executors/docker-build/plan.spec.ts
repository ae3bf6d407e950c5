import { contextCommand } from '@flightline/core/build-context';
import { FlightlineError } from '@flightline/core/errors';
import { ENGINES } from '../../engines';
import { NOTHING_ASKED } from '../../engines/flags';
import { BUILD_DEFAULTS, type BuildFacts, type BuildOptions, planBuild } from './plan';
import schema from './schema.json';

const FOLDERS = ['/ws', '/ws/apps', '/ws/apps/app', '/ws/apps/app/docker', '/ws/apps/app/docs'];
const FILES = [
  '/ws/Dockerfile',
  ...['Dockerfile', 'docker/x.Dockerfile', 'docs/Dockerfile', 'vms/Dockerfile', 'Build.md'].map(
    (name) => `/ws/apps/app/${name}`,
  ),
];

const FACTS: BuildFacts = {
  project: 'app',
  workspaceRoot: '/ws',
  projectRoot: 'apps/app',
  kindOf: (path) => {
    const plain = path.replace(/\/$/, '');
    if (FILES.includes(plain)) return 'file';
    return FOLDERS.includes(plain) ? 'folder' : 'nothing';
  },
  cached: true,
  buildContext: [
    { file: 'Dockerfile', context: '.' },
    { file: 'docker/x.Dockerfile', context: 'docker' },
  ].map((build) => ({ runtime: contextCommand('apps/app', build) })),
  hiderFor: () => ({ hidesAllIn: () => true }),
  source: {},
  env: { TOKEN: 'secret' },
};

const NOT_FOLLOWED = 'namedInputs.buildContext: Nx does not notice';

const plan = (options: Partial<BuildOptions> = {}, facts: Partial<BuildFacts> = {}) =>
  planBuild({ ...BUILD_DEFAULTS, ...options }, { ...FACTS, ...facts });

function problems(options: Partial<BuildOptions>, facts: Partial<BuildFacts> = {}): string[] {
  try {
    plan(options, facts);
    return [];
  } catch (error) {
    if (!(error instanceof FlightlineError)) throw error;
    return error.problems.map(({ key, message }) => `${key}: ${message}`);
  }
}

describe('planBuild', () => {
  it('builds the artifact stage of the Dockerfile at the release root', () => {
    expect(plan()).toEqual({
      cwd: '/ws/apps/app',
      request: {
        ...NOTHING_ASKED,
        file: 'Dockerfile',
        context: '.',
        target: 'artifact',
        output: 'dist/docker-build/staging',
        image: 'localhost/flightline/app',
        tags: [],
        load: false,
        push: false,
        sourceDate: undefined,
        extraArgs: [],
        throwaway: false,
      },
      bases: [],
      written: 'Dockerfile',
      mirrors: {},
      paths: {
        artifact: '/ws/apps/app/dist/artifact',
        records: '/ws/apps/app/dist/docker-build',
        staging: '/ws/apps/app/dist/docker-build/staging',
        log: '/ws/apps/app/dist/docker-build/build.log',
        manifest: '/ws/apps/app/dist/docker-build/manifest.json',
        build: '/ws/apps/app/dist/docker-build/build.json',
        metadata: '/ws/apps/app/dist/docker-build/metadata.json',
      },
    });
  });

  it.each([
    ['app', 'app'],
    ['@acme/My_App', 'acme-my-app'],
    ['--', 'release'],
  ])('the image of project %s is %s', (project, image) => {
    expect(plan({}, { project }).request.image).toBe(`localhost/flightline/${image}`);
  });

  it.each<[Partial<BuildOptions>, string[]]>([
    [{ file: 'docker/x.Dockerfile', context: 'docker/', artifact: './dist/artifact/' }, []],
    [{ file: 'docker' }, ["file: 'docker' is no file.", NOT_FOLLOWED]],
    [{ context: 'nowhere' }, ["context: 'nowhere' is no folder.", NOT_FOLLOWED]],
    [{ target: '--x' }, ["target: '--x' cannot be the name of a stage."]],
    [{ mirrors: { 'x y': 'z' } }, ["mirrors.x y: 'x y' is neither a registry"]],
    [{ buildArgs: { 'A-B': '1', C: '' } }, ["buildArgs.A-B: 'A-B' cannot be an ARG."]],
    [{ secrets: { a: { env: 'NONE' } } }, ["secrets.a: The environment has no variable 'NONE'."]],
    [{ secrets: { a: { env: 'TOKEN' } } }, []],
    [
      { extraArgs: ['--quiet', '--output', '-t=x'] },
      [
        "extraArgs: '--output' is decided by other options.",
        "extraArgs: '-t=x' is decided by other options.",
      ],
    ],
    [
      { bases: { X: { from: 'debian:bookworm' } } },
      ["bases.X: 'X' cannot be the name of an image."],
    ],
  ])('%j', (options, expected) => {
    expect(problems(options)).toEqual(
      expected.map((one) => expect.stringContaining(one) as string),
    );
  });

  it.each<['file' | 'context', string]>([
    ['file', '../../Dockerfile'],
    ['context', '..'],
    ['context', '../..'],
  ])("refuses the %s '%s', which is outside", (key, path) => {
    expect(problems({ [key]: path })).toEqual([
      `${key}: '${path}' is not inside the release project, where alone 'nx affected' looks for what changed: move it there.`,
    ]);
  });

  it.each([
    [true, ['namedInputs.buildContext']],
    [false, []],
  ])('what Nx does not follow and keeps (%s) is refused: %j', (cached, keys) => {
    const found = problems({ file: 'docs/Dockerfile', context: 'docs' }, { cached });
    expect(found.map((problem) => problem.split(':')[0])).toEqual(keys);
  });

  it.each(['.', '..', '/', 'dist', 'dist/docker-build', 'dist/artifact/x', 'build/out'])(
    "refuses '%s' for the artifact, which Nx does not keep",
    (artifact) => {
      expect(problems({ artifact })).toEqual([
        `artifact: '${artifact}' is no folder that Nx keeps or a box looks at, so that old files would pass for this build's: leave the option out, which means 'dist/artifact'.`,
      ]);
    },
  );

  it.each([
    [true, ['dryRun']],
    [false, []],
  ])('a dry run that Nx keeps (%s) is refused: %j', (cached, keys) => {
    const found = problems({ dryRun: true }, { cached });
    expect(found.map((problem) => problem.split(':')[0])).toEqual(keys);
  });

  it('names the project', () => {
    expect(() => plan({ target: '' })).toThrow("The options of 'docker-build' of 'app' do not");
  });
});

describe('schema.json', () => {
  it('has the same defaults', () => {
    const defaults = Object.entries(schema.properties)
      .filter(([, property]) => 'default' in property)
      .map(([name, property]) => [name, (property as { default: unknown }).default]);
    expect(Object.fromEntries(defaults)).toEqual(BUILD_DEFAULTS);
  });

  it('names the same engines', () => {
    expect(schema.properties.engine.enum).toEqual([
      'auto',
      ...ENGINES.flatMap(({ choices }) => choices),
    ]);
  });
});
