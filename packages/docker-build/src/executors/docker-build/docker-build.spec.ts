import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contextCommand } from '@flightline/core/build-context';
import { folderDigest } from '@flightline/core/evidence';
import {
  type Script,
  type ScriptedAnswer,
  fakeRunner,
  recordingReporter,
  temporaryFolder,
} from '@flightline/core/testing';
import { baseTar, planBase } from '../../bases';
import { dockerBuild } from './docker-build';
import { BUILD_DEFAULTS, type BuildOptions } from './plan';

const folder = temporaryFolder();
afterAll(folder.remove);

const PRODUCT = { 'app.pyz': 'the product', VERSION: '1.0.0\n' };

const PROJECT = {
  root: 'app',
  tags: [],
  targets: {},
  namedInputs: {
    buildContext: [{ runtime: contextCommand('app', { file: 'Dockerfile', context: '.' }) }],
  },
};

/** What an engine exports: the probe's file for the probe, these files for the product. */
const exports = (
  files: Readonly<Record<string, string>>,
  answer: ScriptedAnswer = {},
): ScriptedAnswer => ({
  ...answer,
  effect: (argv, { cwd = '' }) => {
    const probing = !cwd.startsWith(folder.path);
    const out = join(cwd, probing ? 'export' : 'dist/docker-build/staging');
    mkdirSync(out, { recursive: true });
    const content = probing ? { probe: '' } : files;
    for (const [name, text] of Object.entries(content)) {
      mkdirSync(dirname(join(out, name)), { recursive: true });
      writeFileSync(join(out, name), text);
    }
  },
});

let cases = 0;
/** A workspace with one release project, and a host on which these commands are installed. */
function workspace(commands: readonly string[]) {
  const root = join(folder.path, String((cases += 1)));
  const bin = join(root, 'bin');
  const release = join(root, 'app');
  mkdirSync(bin, { recursive: true });
  mkdirSync(release);
  writeFileSync(join(release, 'Dockerfile'), 'FROM scratch AS artifact\n');
  writeFileSync(join(release, '.dockerignore'), 'dist\nvms\n');
  for (const name of commands) writeFileSync(join(bin, name), '', { mode: 0o755 });
  const reporter = recordingReporter();
  const cache = join(root, 'cache');

  const build = async (script: Script, options: Partial<BuildOptions> = {}, env = {}) => {
    const absolute = Object.entries({ ...STORE, ...script }).map(([command, answer]) => [
      join(bin, command),
      answer,
    ]);
    const runner = fakeRunner(Object.fromEntries(absolute) as Script);
    const task = {
      workspaceRoot: root,
      project: { name: 'app', root: 'app', tags: [] },
      projects: { app: PROJECT },
      target: { name: 'docker-build', cached: true },
      env: { PATH: bin, XDG_CACHE_HOME: cache, ...env },
      runner,
      reporter,
      signal: new AbortController().signal,
    };
    const success = await dockerBuild({ ...BUILD_DEFAULTS, ...options }, task);
    return { success, calls: runner.calls.map((call) => call.replaceAll(`${bin}/`, '')) };
  };
  const read = (name: string) => readFileSync(join(release, 'dist', name), 'utf8');
  const write = (name: string, text: string) => writeFileSync(join(release, name), text);
  const json = (name: string) =>
    JSON.parse(read(`docker-build/${name}`)) as Record<string, unknown>;
  return { build, read, write, json, reporter, artifact: join(release, 'dist', 'artifact'), cache };
}

/** What stores answer in which no build left anything. */
const STORE: Script = Object.fromEntries(
  [
    'buildah containers',
    'podman ps',
    'docker ps',
    'buildah images',
    'podman images',
    'docker images',
  ].map((command) => [`${command} *`, {}]),
);
const BUILDAH = { 'buildah rmi *': {} };
const NO_BUILDX = { 'docker buildx *': { exitCode: 1 } };
const LEGACY = {
  ...NO_BUILDX,
  'docker create *': {},
  'docker rm *': {},
  'docker image *': {},
};

describe('dockerBuild', () => {
  it('puts the artifact in place and its records beside it', async () => {
    const { build, artifact, json } = workspace(['buildah']);
    await expect(build({ ...BUILDAH, 'buildah build *': exports(PRODUCT) })).resolves.toMatchObject(
      {
        success: true,
      },
    );
    expect(readdirSync(artifact).sort()).toEqual(['VERSION', 'app.pyz']);
    const digest = folderDigest(artifact);
    expect(json('manifest.json')).toMatchObject({
      digest,
      files: [
        { path: 'VERSION', mode: '100644', size: 6 },
        { path: 'app.pyz', mode: '100644', size: 11 },
      ],
    });
    expect(json('build.json')).toMatchObject({ engine: 'buildah', target: 'artifact', digest });
  });

  it('gives one manifest, whichever engine built it', async () => {
    const outcomes = [];
    for (const [commands, script] of [
      [['buildah'], { ...BUILDAH, 'buildah build *': exports(PRODUCT) }],
      [['docker'], { ...NO_BUILDX, 'docker build *': exports(PRODUCT) }],
      [['docker'], { 'docker buildx *': exports(PRODUCT) }],
      [['podman'], { 'podman rmi *': {}, 'podman build *': exports(PRODUCT) }],
      [
        ['docker'],
        {
          ...LEGACY,
          'docker build --progress *': { exitCode: 1 },
          'docker build *': {},
          'docker cp *': exports({ ...PRODUCT, '.dockerenv': '', 'etc/hosts': '' }),
        },
      ],
    ] as const) {
      const { build, read } = workspace(commands);
      await build(script);
      outcomes.push(read('docker-build/manifest.json'));
    }
    expect(new Set(outcomes).size).toBe(1);
  });

  it('tells its phases, and what the engine says', async () => {
    const { build, reporter, read } = workspace(['buildah']);
    await build({ ...BUILDAH, 'buildah build *': exports(PRODUCT, { stdout: 'STEP 1\nSTEP 2' }) });
    const told = reporter.events.flatMap((event) => {
      if (event.type === 'phase-ended') return [`${event.phase} ${event.ok}`];
      return event.type === 'output' ? [`${event.source}: ${event.line}`] : [];
    });
    expect(told).toEqual([
      'engine true',
      'buildah: STEP 1',
      'buildah: STEP 2',
      'build true',
      'artifact true',
    ]);
    expect(read('docker-build/build.log')).toMatch(
      /^# written by process \d+\n\$ \S*\/buildah build .*\nSTEP 1\nSTEP 2\n$/,
    );
  });

  it.each<[string, Script, object]>([
    [
      'fails',
      { 'buildah build *': [exports({}), exports({ half: '' }, { exitCode: 2, stderr: 'a\nb' })] },
      { code: 'BUILD_FAILED', problems: [{ message: 'a' }, { message: 'b' }] },
    ],
    [
      'is interrupted',
      { 'buildah build *': [exports({}), exports({ half: '' }, { ending: 'aborted' })] },
      { code: 'TOOL_FAILED' },
    ],
    [
      'cannot write its log',
      {
        'buildah build *': [
          exports({}),
          {
            stdout: 'a line',
            effect: (_, { cwd = '' }) => {
              const log = join(cwd, 'dist/docker-build/build.log');
              rmSync(log);
              mkdirSync(log);
            },
          },
        ],
      },
      { code: 'EISDIR' },
    ],
    ['exports nothing', { 'buildah build *': [exports({}), {}] }, { code: 'BUILD_EMPTY' }],
    [
      'exports empty folders',
      {
        'buildah build *': [
          exports({}),
          {
            effect: (_, { cwd = '' }) =>
              void mkdirSync(join(cwd, 'dist/docker-build/staging/out'), { recursive: true }),
          },
        ],
      },
      { code: 'BUILD_EMPTY' },
    ],
  ])('the last artifact stays when a build %s', async (_, script, error) => {
    const { build, read, artifact } = workspace(['buildah']);
    mkdirSync(artifact, { recursive: true });
    writeFileSync(join(artifact, 'VERSION'), 'old');
    await expect(build({ ...BUILDAH, ...script })).rejects.toMatchObject(error);
    expect(existsSync(join(artifact, '../docker-build/staging'))).toBe(false);
    expect(read('artifact/VERSION')).toBe('old');
    // And what is left of the failed build does not get into the next one.
    await build({ ...BUILDAH, 'buildah build *': exports(PRODUCT) });
    expect(readdirSync(artifact).sort()).toEqual(['VERSION', 'app.pyz']);
  });

  it('looks for an engine again after a build failed', async () => {
    const { build } = workspace(['buildah']);
    const good = { ...BUILDAH, 'buildah build *': exports(PRODUCT) };
    const probes = (calls: readonly string[]) =>
      calls.filter((call) => call.includes('--no-cache')).length;
    expect(probes((await build(good)).calls)).toBe(1);
    expect(probes((await build(good)).calls)).toBe(0);
    await expect(build({ 'buildah build *': { exitCode: 1 } })).rejects.toThrow();
    expect(probes((await build(good)).calls)).toBe(1);
  });

  it('shows the plan, runs nothing but the probe and leaves all as it is in a dry run', async () => {
    const { build, reporter, read, artifact } = workspace(['buildah']);
    const staging = join(dirname(artifact), 'docker-build', 'staging');
    mkdirSync(staging, { recursive: true });
    writeFileSync(join(dirname(staging), 'build.log'), 'of before');
    const { calls } = await build(
      { ...BUILDAH, 'buildah build *': exports(PRODUCT) },
      { dryRun: true, bases: BASES, buildArgs: { NAME: 'two words' } },
      { NX_SKIP_NX_CACHE: 'true' },
    );
    expect(calls.every((call) => call.includes('localhost/flightline/probe'))).toBe(true);
    expect([existsSync(artifact), existsSync(staging)]).toEqual([false, true]);
    expect(read('docker-build/build.log')).toBe('of before');
    const report = reporter.events.find(({ type }) => type === 'report');
    const lines = report?.type === 'report' ? report.lines.join('\n') : '';
    expect(lines).toMatch(/buildah build --layers .* --build-arg 'NAME=two words' .* \.$/m);
    expect(lines).toMatch(/mmdebstrap .* bookworm /);
  });

  it('shows a secret nowhere, and lets no artifact go that holds it', async () => {
    const { build, reporter, read, artifact } = workspace(['buildah']);
    const script = (...answers: readonly ScriptedAnswer[]) => ({
      ...BUILDAH,
      'buildah build --help': { stdout: '--file --target --secret' },
      'buildah build *': answers,
    });
    const secrets = { token: { env: 'TOKEN' } };
    const env = { TOKEN: 'hunter22' };
    const { calls } = await build(
      script(exports({}), exports({ app: 'clean' }, { stdout: 'login with hunter22' })),
      { secrets },
      env,
    );
    const seen = [...calls, JSON.stringify(reporter.events), read('docker-build/build.log')].join();
    expect(seen).toContain('--secret id=token,env=TOKEN');
    expect(seen).toContain('login with [redacted token]');
    expect(seen).not.toContain('hunter22');
    const leaks = script(exports({ app: 'has hunter22 in it' }));
    await expect(build(leaks, { secrets }, env)).rejects.toMatchObject({
      code: 'SECRET_EXPOSED',
      problems: [{ file: 'app' }],
    });
    expect(readdirSync(artifact)).toEqual(['app']);
    expect(read('artifact/app')).toBe('clean');
  });

  it('runs nothing in a dry run whose outputs Nx would keep', async () => {
    const { build } = workspace(['buildah']);
    await expect(build({}, { dryRun: true })).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      problems: [{ key: 'dryRun' }],
    });
  });

  it.each<[string | undefined, boolean]>([
    ['none', true],
    [undefined, false],
  ])('warns when the network %s cannot be had: %s', async (network, warns) => {
    const { build, reporter } = workspace(['buildah']);
    const script = {
      ...BUILDAH,
      'buildah build --isolation *': exports(PRODUCT),
      'buildah build *': { exitCode: 1 },
    };
    await build(script, network === undefined ? {} : { network });
    expect(reporter.events.some(({ type }) => type === 'notice')).toBe(warns);
  });
});

const IMAGE = 'localhost/flightline/python:bookworm';
const BASE = { from: 'debian:bookworm', packages: ['python3'] };
const BASES = { [IMAGE]: BASE };

describe('bases', () => {
  const base = planBase(IMAGE, BASE);

  it.each<[string, ScriptedAnswer, boolean]>([
    ['missing', { exitCode: 125, stderr: 'image not known' }, true],
    ['of another definition', { stdout: '123abc' }, true],
    ['there', { stdout: base.digest }, false],
  ])('a base that is %s is imported: %s', async (_, label, imported) => {
    const { build, cache } = workspace(['docker']);
    const tar = baseTar(join(cache, 'flightline'), base);
    mkdirSync(dirname(tar), { recursive: true });
    writeFileSync(tar, 'tar');
    const { calls } = await build(
      {
        ...NO_BUILDX,
        'docker build *': exports(PRODUCT),
        'docker image *': label,
        'docker import *': {},
      },
      { bases: BASES },
    );
    const words = calls.map((call) => call.split(' ').slice(0, 2).join(' '));
    expect(words.includes('docker import')).toBe(imported);
    expect(words.at(-1)).toBe('docker build');
  });
});

describe('base images', () => {
  const [OLD, NEW] = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`) as [string, string];
  const DOCKERFILE =
    'FROM python:3.12 AS build\nFROM scratch AS artifact\nCOPY --from=build /x /\n';
  const script = (image: string, digest: string): Script => ({
    ...BUILDAH,
    'buildah build *': exports(PRODUCT),
    [`buildah inspect --type image --format {{.FromImageDigest}} ${image}`]: { stdout: digest },
  });

  it('are recorded, and told when a tag has moved since the last build', async () => {
    const { build, json, reporter, write } = workspace(['buildah']);
    write('Dockerfile', DOCKERFILE);
    const told = () =>
      reporter.events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    await build(script('python:3.12', OLD));
    await build(script('python:3.12', OLD));
    expect(told()).toEqual([]);
    await build(script('python:3.12', NEW));
    expect(json('build.json')['baseImages']).toEqual([{ image: 'python:3.12', digest: NEW }]);
    expect(told()).toEqual([expect.stringContaining(`${OLD} before, ${NEW} now`) as string]);
  });

  it('come from mirrors by a Dockerfile with other names', async () => {
    const { build, json, read, write } = workspace(['buildah']);
    write('Dockerfile', DOCKERFILE);
    write('Dockerfile.dockerignore', 'dist\nvms\n');
    const mirrors = { 'docker.io': 'mirror.test' };
    const { calls } = await build(script('mirror.test/library/python:3.12', OLD), { mirrors });
    expect(calls.find((call) => call.includes('--layers'))).toContain(
      '--file dist/docker-build/Dockerfile ',
    );
    expect(read('docker-build/Dockerfile')).toBe(
      DOCKERFILE.replace('python:3.12', 'mirror.test/library/python:3.12'),
    );
    expect(read('docker-build/Dockerfile.dockerignore')).toBe('dist\nvms\n');
    expect(json('build.json')['file']).toBe('Dockerfile');
  });
});
