// budget: 4 min, beside others
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderDigest } from '@flightline/core/evidence';
import { succeeded } from '@flightline/core/process';
import { type DockerDaemon, startDocker } from './docker-daemon';
import { BUILDAH, DOCKER, describeWith } from './tools';
import { PRODUCT, type Workspace, demand, quickstartWorkspace } from './workspace';

interface BuildRecord {
  engine: string;
}

describeWith('one product on real container engines', [...BUILDAH, ...DOCKER], () => {
  let workspace: Workspace;
  let state: string;
  let daemon: DockerDaemon;
  let env: Record<string, string>;
  const artifact = () => folderDigest(join(workspace.root, PRODUCT, 'dist/artifact'));
  const build = (engine: string) =>
    demand(
      workspace,
      ['run', 'quickstart:docker-build', `--engine=${engine}`, '--skip-nx-cache'],
      env,
    );

  beforeAll(async () => {
    workspace = await quickstartWorkspace([]);
    state = mkdtempSync(join(tmpdir(), 'flightline-engines-'));
    env = {
      XDG_CACHE_HOME: join(state, 'cache'),
      CONTAINERS_STORAGE_CONF: join(state, 'storage.conf'),
    };
    mkdirSync(join(state, 'cache'));
    // A store of the test's own: what other builds of this host make is not counted.
    const format = '{{.store.GraphDriverName}}';
    const driver = await workspace.runner.run(['buildah', 'info', '--format', format]);
    const storage = {
      driver: driver.stdout.trim(),
      graphroot: join(state, 'graph'),
      runroot: join(state, 'run'),
    };
    const lines = Object.entries(storage).map(([key, value]) => `${key} = "${value}"`);
    writeFileSync(join(state, 'storage.conf'), ['[storage]', ...lines, ''].join('\n'));
    daemon = await startDocker(workspace.runner);
    env = { ...env, ...daemon.env };
  }, 240_000);

  afterAll(async () => {
    await daemon.stop();
    rmSync(state, { recursive: true, force: true });
    workspace.remove();
  }, 60_000);

  it('gives the same artifact by buildah and by Docker', async () => {
    await build('buildah');
    const byBuildah = artifact();
    await build('docker');
    expect(artifact()).toBe(byBuildah);
    const record = JSON.parse(
      workspace.read(`${PRODUCT}/dist/docker-build/build.json`),
    ) as BuildRecord;
    expect(record.engine).toContain('docker');
  }, 400_000);

  it('a build that fails shows its last lines and keeps the artifact', async () => {
    const before = artifact();
    workspace.edit(
      `${PRODUCT}/tests/test_cli.py`,
      'import unittest',
      'import unittest\nimport no_such_module',
    );
    const result = await workspace.nx(['run', 'quickstart:docker-build', '--engine=buildah'], env);
    expect(succeeded(result)).toBe(false);
    expect(result.stdout).toMatch(/BUILD_FAILED[\s\S]*no_such_module/);
    expect(artifact()).toBe(before);
  }, 120_000);

  it('--dryRun shows the plan and builds nothing', async () => {
    const before = artifact();
    const { stdout } = await demand(
      workspace,
      ['run', 'quickstart:docker-build', '--dryRun', '--skip-nx-cache', '--engine=buildah'],
      env,
    );
    expect(stdout).toMatch(/buildah .*--target artifact/);
    expect(artifact()).toBe(before);
  }, 60_000);

  const BASE = 'localhost/flightline/python:bookworm';
  const dockerfile = (...lines: readonly string[]) =>
    workspace.write(`${PRODUCT}/Dockerfile`, `${lines.join('\n')}\n`);
  // Without preflight, which would refuse these Dockerfiles before an engine sees them.
  const alone = (engine: string) => [
    ...['run', 'quickstart:docker-build', `--engine=${engine}`],
    ...['--skip-nx-cache', '--exclude-task-dependencies'],
  ];
  const fails = async (engine: string, words: readonly string[] = [], more = {}) => {
    const result = await workspace.nx([...alone(engine), ...words], { ...env, ...more });
    expect(succeeded(result)).toBe(false);
    return result.stdout;
  };
  const listed = async (...words: readonly string[]) => {
    const { stdout } = await workspace.runner.run(['buildah', ...words], { env });
    return stdout.split('\n').filter((line) => line.trim() !== '');
  };
  /** Working containers, and images that have a name; those without one are the engine's cache. */
  const kept = async () => ({
    containers: await listed('containers', '--all', '--format', '{{.ContainerName}}'),
    images: (await listed('images', '--format', '{{.Name}}:{{.Tag}}'))
      .filter((name) => !name.startsWith('<none>'))
      .sort(),
  });

  const SECRET = 'RUN --mount=type=secret,id=token,required=true';
  const TOKEN = ['--secrets.token.env=FLIGHTLINE_TOKEN'];

  it.each<[string, string, readonly string[], RegExp, readonly string[]]>([
    [
      'a step that fails',
      'buildah',
      [`FROM ${BASE} AS artifact`, '# a remark', 'RUN echo so it goes >&2; exit 3'],
      /BUILD_FAILED[\s\S]*Dockerfile:3:1[\s\S]*RUN failed[\s\S]*so it goes/,
      [],
    ],
    [
      'an instruction that is none',
      'buildah',
      ['FROM scratch AS artifact', 'COPPY . /'],
      /BUILD_FAILED[\s\S]*Dockerfile:2[\s\S]*COPPY/,
      [],
    ],
    [
      'a stage that is not there',
      'buildah',
      ['FROM scratch AS other', 'COPY . /'],
      /BUILD_FAILED[\s\S]*There is no stage 'artifact', only 'other'/,
      [],
    ],
    [
      'a registry that does not answer',
      'buildah',
      ['FROM 127.0.0.1:1/nothing:1 AS artifact'],
      /BUILD_FAILED[\s\S]*Dockerfile:1:1[\s\S]*a registry that does not answer/,
      [],
    ],
    [
      'a secret that is not given',
      'buildah',
      [`FROM ${BASE} AS artifact`, `${SECRET} cat /run/secrets/token`],
      /BUILD_FAILED[\s\S]*Dockerfile:2:1[\s\S]*with the option 'secrets'/,
      [],
    ],
    [
      'a secret that is wrong',
      'buildah',
      [
        `FROM ${BASE} AS artifact`,
        `${SECRET} echo with $(cat /run/secrets/token) >&2; grep -q right /run/secrets/token`,
      ],
      /BUILD_FAILED[\s\S]*Dockerfile:2:1[\s\S]*with \[redacted token\]/,
      TOKEN,
    ],
  ])(
    'tells of %s (%s), and leaves nothing',
    async (_, engine, lines, says, words) => {
      const before = await kept();
      dockerfile(...lines);
      const told = await fails(engine, words, { FLIGHTLINE_TOKEN: 'hunter22' });
      expect(told).toMatch(says);
      expect(told).not.toContain('hunter22');
      expect(await kept()).toEqual(before);
    },
    120_000,
  );
});
