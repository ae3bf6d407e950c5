import { FlightlineError } from '@flightline/core/errors';
import { ENGINES } from '../../engines';
import { BUILD_DEFAULTS, type BuildFacts, type BuildOptions, planBuild } from './plan';
import schema from './schema.json';

const FOLDERS = ['/ws', '/ws/apps/app', '/ws/apps/app/docker'];
const FILES = ['/ws/apps/app/Dockerfile', '/ws/apps/app/docker/x.Dockerfile', '/ws/Dockerfile'];

const FACTS: BuildFacts = {
  project: 'app',
  workspaceRoot: '/ws',
  projectRoot: 'apps/app',
  kindOf: (path) => {
    const plain = path.replace(/\/$/, '');
    if (FILES.includes(plain)) return 'file';
    return FOLDERS.includes(plain) ? 'folder' : 'nothing';
  },
};

const plan = (options: Partial<BuildOptions> = {}, facts: Partial<BuildFacts> = {}) =>
  planBuild({ ...BUILD_DEFAULTS, ...options }, { ...FACTS, ...facts });

function problems(options: Partial<BuildOptions>): string[] {
  try {
    plan(options);
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
        file: 'Dockerfile',
        context: '.',
        target: 'artifact',
        buildArgs: {},
        network: undefined,
        output: 'dist/docker-build/staging',
        image: 'localhost/flightline/app',
        throwaway: false,
      },
      bases: [],
      paths: {
        artifact: '/ws/apps/app/dist/artifact',
        records: '/ws/apps/app/dist/docker-build',
        staging: '/ws/apps/app/dist/docker-build/staging',
        log: '/ws/apps/app/dist/docker-build/build.log',
        manifest: '/ws/apps/app/dist/docker-build/manifest.json',
        metadata: '/ws/apps/app/dist/docker-build/build.json',
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
    [{ file: 'docker/x.Dockerfile', context: '../..', artifact: 'build/out' }, []],
    [{ file: '../../Dockerfile' }, []],
    [{ file: 'docker' }, ["file: 'docker' is no file."]],
    [{ context: 'nowhere' }, ["context: 'nowhere' is no folder."]],
    [
      { context: '../../..' },
      ["context: '../../..' lies outside the workspace.", "context: '../../..' is no folder."],
    ],
    [{ target: '--x' }, ["target: '--x' cannot be the name of a stage."]],
    [{ buildArgs: { 'A-B': '1', C: '' } }, ["buildArgs.A-B: 'A-B' cannot be an ARG."]],
    ...[
      '.',
      '..',
      '/',
      'dist',
      'dist/docker-build',
      'dist/docker-build/x',
      'x/../../y',
      'Dockerfile',
    ].map((artifact): [Partial<BuildOptions>, string[]] => [
      { artifact },
      [
        `artifact: '${artifact}' is replaced by each build: it must lie inside the release project, and apart from what the build reads and from 'dist/docker-build'.`,
      ],
    ]),
    [
      { bases: { X: { from: 'debian:bookworm' } } },
      ["bases.X: 'X' cannot be the name of an image."],
    ],
  ])('%j', (options, expected) => {
    expect(problems(options)).toEqual(expected);
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
    expect(schema.properties.engine.enum).toEqual(['auto', ...ENGINES.map(({ name }) => name)]);
  });
});
