import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Script,
  type ScriptedAnswer,
  fakeRunner,
  temporaryFolder,
} from '@flightline/core/testing';
import { ENGINES } from '.';
import { type ChoiceContext, type Wish, chooseSetup } from './choose';

const folder = temporaryFolder();
afterAll(folder.remove);

/** Exports the probe as an engine would, relative to the folder it was started in. */
const works: ScriptedAnswer = {
  effect: (_, { cwd = '' }) => {
    mkdirSync(join(cwd, 'export'), { recursive: true });
    writeFileSync(join(cwd, 'export', 'probe'), '');
  },
};
const says = (stderr: string): ScriptedAnswer => ({ exitCode: 1, stderr });
const no = says('Error: no');

let cases = 0;
function context(script: Script, changes: Partial<ChoiceContext> = {}, commands = COMMANDS) {
  const runner = fakeRunner(script);
  const choice: ChoiceContext = {
    engines: ENGINES,
    host: { findCommands: (name) => commands[name] ?? [], env: {} },
    cacheDir: join(folder.path, String((cases += 1))),
    bootId: 'boot-1',
    arch: 'x64',
    runner,
    signal: new AbortController().signal,
    ...changes,
  };
  return { runner, choice };
}

const COMMANDS: Readonly<Record<string, string[]>> = {
  buildah: ['buildah'],
  docker: ['old', 'new'],
};
const AUTO: Wish = { engine: 'auto', network: undefined };

const OCI = 'buildah build --no-cache *';
const CHROOT = 'buildah build --isolation *';
const VFS = 'buildah --storage-driver vfs build --no-cache *';
const BOTH = 'buildah --storage-driver vfs build --isolation *';
const CLEAN = {
  'buildah rmi *': {},
  'buildah --storage-driver *': {},
  'old rm *': {},
  'old image *': {},
  'new rm *': {},
  'new image *': {},
};
const NO_BUILDAH = { [OCI]: no, [CHROOT]: no, [VFS]: no, [BOTH]: no };
const LEGACY = { 'old create *': {}, 'old cp *': works, 'new create *': {}, 'new cp *': works };

describe('chooseSetup', () => {
  it.each<[string, Script, Wish, string]>([
    ['the first that works', { [OCI]: works }, AUTO, 'buildah'],
    ['chroot isolation', { [OCI]: no, [CHROOT]: works }, AUTO, 'buildah with chroot isolation'],
    ['vfs', { [OCI]: no, [CHROOT]: no, [VFS]: works }, AUTO, 'buildah with vfs storage'],
    [
      'what exports nothing is no use',
      { [OCI]: {}, [CHROOT]: works },
      AUTO,
      'buildah with chroot isolation',
    ],
    ['docker, when buildah does not', { ...NO_BUILDAH, 'old *': works }, AUTO, 'old with BuildKit'],
    [
      'the client further on that has BuildKit',
      { 'old build *': no, 'new build *': works },
      { engine: 'docker', network: undefined },
      'new with BuildKit',
    ],
    [
      'the legacy builder, when no client has BuildKit',
      { 'old build *': [no, {}], 'new build *': no, ...LEGACY },
      { engine: 'docker', network: undefined },
      'old with the legacy builder',
    ],
  ])('takes %s', async (_, script, wish, title) => {
    const { choice } = context({ ...script, ...CLEAN });
    expect((await chooseSetup(wish, choice)).setup.title).toBe(title);
  });

  it('says why better setups were not taken', async () => {
    const { choice } = context({
      ...CLEAN,
      [OCI]: says('STEP 1\nError: no iptables\nhint: install it'),
      [CHROOT]: works,
    });
    expect((await chooseSetup(AUTO, choice)).refused).toEqual([
      { title: 'buildah', because: 'Error: no iptables' },
    ]);
  });

  it('probes with the network that the build will ask for', async () => {
    const { choice, runner } = context({ ...CLEAN, [OCI]: works });
    await chooseSetup({ engine: 'auto', network: 'none' }, choice);
    expect(runner.calls[0]).toContain('--network none');
  });

  it.each<[NodeJS.Architecture, boolean]>([
    ['x64', true],
    ['arm64', true],
    ['s390x', false],
  ])('runs a program in the probe on %s: %s', async (arch, runs) => {
    let dockerfile = '';
    const look: ScriptedAnswer = {
      effect: async (argv, options) => {
        dockerfile = readFileSync(join(options.cwd ?? '', 'Dockerfile'), 'utf8');
        await works.effect?.(argv, options);
      },
    };
    await chooseSetup(AUTO, context({ ...CLEAN, [OCI]: look }, { arch }).choice);
    expect(dockerfile.includes('RUN')).toBe(runs);
  });

  it('leaves nothing of the probe behind', async () => {
    let probeFolder = '';
    const look: ScriptedAnswer = {
      exitCode: 1,
      effect: (_, { cwd = '' }) => void (probeFolder = cwd),
    };
    const { choice, runner } = context({ ...CLEAN, [OCI]: look, [CHROOT]: works });
    await chooseSetup(AUTO, choice);
    expect(
      runner.calls.filter((call) => call === 'buildah rmi localhost/flightline/probe'),
    ).toHaveLength(2);
    expect(existsSync(probeFolder)).toBe(false);
  });
});

describe('what worked', () => {
  const script = { ...CLEAN, [OCI]: no, [CHROOT]: works };

  it.each<[string, Partial<ChoiceContext>, Wish, boolean]>([
    ['as before', {}, AUTO, false],
    ['after a restart of the host', { bootId: 'boot-2' }, AUTO, true],
    ['where a restart cannot be told', { bootId: null }, AUTO, true],
    ['with another network', {}, { ...AUTO, network: 'none' }, true],
    [
      'with another daemon',
      { host: { findCommands: (name) => COMMANDS[name] ?? [], env: { DOCKER_HOST: 'tcp://x' } } },
      AUTO,
      true,
    ],
  ])('%s', async (_, changes, wish, probes) => {
    const first = context(script);
    await chooseSetup(AUTO, first.choice);
    const again = context(script, { cacheDir: first.choice.cacheDir, ...changes });
    const { setup } = await chooseSetup(wish, again.choice);
    expect(setup.title).toBe('buildah with chroot isolation');
    expect(again.runner.calls.length > 0).toBe(probes);
  });

  it('is tried again after it was forgotten', async () => {
    const first = context(script);
    (await chooseSetup(AUTO, first.choice)).forget();
    const again = context(script, { cacheDir: first.choice.cacheDir });
    await chooseSetup(AUTO, again.choice);
    expect(again.runner.calls).not.toEqual([]);
  });
});

describe('when nothing works', () => {
  it.each<[string, Script, Wish, Readonly<Record<string, string[]>>, object]>([
    [
      'an engine nobody knows',
      {},
      { ...AUTO, engine: 'kaniko' },
      COMMANDS,
      {
        code: 'ENGINE_UNKNOWN',
        hint: "Set the option 'engine' to one of 'auto', 'buildah', 'docker'.",
      },
    ],
    [
      'nothing is installed',
      {},
      AUTO,
      {},
      { code: 'ENGINE_UNUSABLE', message: 'No container engine is installed.' },
    ],
    [
      'the one asked for is not installed',
      {},
      { ...AUTO, engine: 'docker' },
      { buildah: ['buildah'] },
      { code: 'ENGINE_UNUSABLE', message: "'docker' is not installed." },
    ],
    [
      'each has its reason',
      {
        'd build *': [says('ERROR: no buildx'), says('Cannot connect to the Docker daemon')],
        'd rm *': {},
        'd image *': {},
      },
      { engine: 'docker', network: 'none' },
      { docker: ['d'] },
      {
        code: 'ENGINE_UNUSABLE',
        message:
          "'docker' cannot build with the network 'none' on this host. Each was tried with a build of a few bytes.",
        problems: [
          { key: 'd with BuildKit', message: 'ERROR: no buildx' },
          { key: 'd with the legacy builder', message: 'Cannot connect to the Docker daemon' },
        ],
      },
    ],
    [
      'a client that says nothing',
      { 'd build *': { ending: 'timeout' }, 'd rm *': {}, 'd image *': {} },
      { engine: 'docker', network: undefined },
      { docker: ['d'] },
      {
        problems: [
          { message: 'It ran into its time limit.' },
          { message: 'It ran into its time limit.' },
        ],
      },
    ],
    [
      'an interruption ends the search',
      { ...CLEAN, [OCI]: { ending: 'aborted' } },
      AUTO,
      COMMANDS,
      { code: 'TOOL_FAILED', message: "'buildah' was interrupted." },
    ],
  ])('%s', async (_, script, wish, commands, error) => {
    const { choice } = context(script, {}, commands);
    await expect(chooseSetup(wish, choice)).rejects.toMatchObject(error);
  });
});
