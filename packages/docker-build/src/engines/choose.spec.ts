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
import { type Asked, NOTHING_ASKED } from './flags';

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
    host: { findCommands: (name) => commands[name] ?? [], env: {}, account: undefined },
    cacheDir: join(folder.path, String((cases += 1))),
    bootId: 'boot-1',
    arch: 'x64',
    patience: 90_000,
    runner,
    signal: new AbortController().signal,
    ...changes,
  };
  return { runner, choice };
}

const COMMANDS: Readonly<Record<string, string[]>> = {
  buildah: ['buildah'],
  podman: ['podman'],
  docker: ['old', 'new'],
};
const ASKED: Asked = { ...NOTHING_ASKED, file: 'Dockerfile', target: 'artifact' };
const wish = (engine: string, asked: Partial<Asked> = {}): Wish => ({
  engine,
  asked: { ...ASKED, ...asked },
});
const AUTO = wish('auto');

const OCI = 'buildah build --force-rm *';
const CHROOT = 'buildah build --isolation *';
const VFS = 'buildah --storage-driver vfs build --force-rm *';
const BOTH = 'buildah --storage-driver vfs build --isolation *';
const CLEAN = {
  'buildah rmi *': {},
  'buildah --storage-driver *': {},
  'old buildx *': no,
  'new buildx *': no,
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
    ['podman, when buildah does not', { ...NO_BUILDAH, 'podman *': works }, AUTO, 'podman'],
    [
      'docker, when neither does',
      { ...NO_BUILDAH, 'podman *': no, 'old build *': works },
      AUTO,
      'old with BuildKit',
    ],
    [
      'the client further on that has BuildKit',
      { 'old build *': no, 'new build *': works },
      wish('docker'),
      'new with BuildKit',
    ],
    [
      'the builder that is asked for: docker-buildx',
      { 'new buildx build --progress *': works },
      wish('docker-buildx'),
      'new with buildx',
    ],
    [
      'the builder that is asked for: docker-buildkit',
      { 'old build *': works },
      wish('docker-buildkit'),
      'old with BuildKit',
    ],
    [
      'the builder that is asked for: docker-legacy',
      { 'old build *': {}, ...LEGACY },
      wish('docker-legacy'),
      'old with the legacy builder',
    ],
    [
      'the legacy builder, when no client has BuildKit',
      { 'old build *': [no, {}], 'new build *': no, ...LEGACY },
      wish('docker'),
      'old with the legacy builder',
    ],
  ])('takes %s', async (_, script, asks, title) => {
    const { choice } = context({ ...script, ...CLEAN });
    expect((await chooseSetup(asks, choice)).setup.title).toBe(title);
  });

  it('says why better setups were not taken', async () => {
    const { choice } = context({
      ...CLEAN,
      [OCI]: says('STEP 1\nError: no iptables\nhint: install it'),
      [CHROOT]: works,
    });
    expect((await chooseSetup(AUTO, choice)).refused).toEqual([
      { title: 'buildah', because: 'Error: no iptables', lacks: [] },
    ]);
  });

  it('probes with the network that the build will ask for', async () => {
    const { choice, runner } = context({ ...CLEAN, [OCI]: works });
    await chooseSetup(wish('auto', { network: 'none' }), choice);
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
      runner.calls.filter((call) => call.startsWith('buildah rmi localhost/flightline/probe:')),
    ).toHaveLength(2);
    expect(existsSync(probeFolder)).toBe(false);
  });
});

describe('options that not every engine has', () => {
  const LIMITS = Object.fromEntries(
    ['old', 'new'].map((client) => [
      `${client} build --help`,
      { stdout: '--shm-size --ulimit --file --target' },
    ]),
  );
  const OLD = { stdout: '20.10.24+dfsg1' };
  const HELP = { stdout: '--file --target --secret --provenance' };
  const lacks = "'provenance'";

  it.each<[string, Script, Wish, string]>([
    [
      'passes over an engine without it',
      { 'old buildx build --help': HELP, 'old buildx build --progress *': works },
      wish('auto', { provenance: true }),
      'old with buildx',
    ],
    [
      'passes over a client that is too old for it',
      {
        'old buildx build --help': { stdout: '--file --target' },
        'new buildx build --help': HELP,
        'new buildx build --progress *': works,
      },
      wish('docker', { provenance: true }),
      'new with buildx',
    ],
    [
      'passes over builders that take it and do not obey it',
      { ...LIMITS, 'old version *': OLD, 'new version *': OLD, 'old build *': {}, ...LEGACY },
      wish('docker', { shmSize: '1m' }),
      'old with the legacy builder',
    ],
    [
      'takes a builder whose daemon is new enough to obey it',
      {
        ...LIMITS,
        'old version *': OLD,
        'new version *': { stdout: '23.0.0' },
        'new build *': works,
      },
      wish('docker', { ulimits: { nofile: '1024' }, shmSize: '1m' }),
      'new with BuildKit',
    ],
    [
      'passes over a setup that has it and does not work with it',
      {
        'buildah build --help': HELP,
        'buildah --storage-driver vfs build --help': HELP,
        [OCI]: no,
        [CHROOT]: works,
      },
      wish('buildah', { secrets: { a: { env: 'A' } } }),
      'buildah with chroot isolation',
    ],
  ])('%s', async (_, script, asks, title) => {
    const { choice } = context({ ...script, ...CLEAN });
    expect((await chooseSetup(asks, choice)).setup.title).toBe(title);
  });

  it.each<[string, Script, Wish, Readonly<Record<string, string[]>>, object]>([
    [
      'names the engines here that have it',
      { 'd buildx build --help': HELP, 'd buildx *': works },
      wish('buildah', { provenance: true }),
      { buildah: ['buildah'], podman: ['podman'], docker: ['d'] },
      {
        code: 'ENGINE_LACKS',
        message: `'buildah' here does not have all the options of this build: ${lacks}.`,
        hint: "Leave the options out, or set 'engine' to one that has them here: 'docker-buildx' (d with buildx).",
      },
    ],
    [
      'names none that does not work',
      { 'd buildx build --help': HELP, 'd buildx *': no },
      wish('buildah', { provenance: true }),
      { buildah: ['buildah'], docker: ['d'] },
      {
        hint: 'Leave the options out, or install an engine that has them; no other one here does.',
      },
    ],
    [
      'says of each setup what it does not have',
      {},
      wish('auto', { provenance: true, sbom: true }),
      { podman: ['podman'] },
      {
        message:
          "No container engine here works and has all the options of this build: 'sbom', 'provenance'.",
        problems: expect.arrayContaining([
          { key: 'podman', message: "It does not have 'sbom', 'provenance'." },
        ]) as unknown,
      },
    ],
  ])('%s', async (_, script, asks, commands, error) => {
    const { choice } = context(script, {}, commands);
    await expect(chooseSetup(asks, choice)).rejects.toMatchObject(error);
  });
});

describe('what worked', () => {
  const script = { ...CLEAN, [OCI]: no, [CHROOT]: works };

  it.each<[string, Partial<ChoiceContext>, Wish, boolean]>([
    ['as before', {}, AUTO, false],
    ['after a restart of the host', { bootId: 'boot-2' }, AUTO, true],
    ['where a restart cannot be told', { bootId: null }, AUTO, true],
    ['with another network', {}, wish('auto', { network: 'none' }), true],
    [
      'with another daemon',
      {
        host: {
          findCommands: (name) => COMMANDS[name] ?? [],
          env: { DOCKER_HOST: 'tcp://x' },
          account: undefined,
        },
      },
      AUTO,
      true,
    ],
  ])('%s', async (_, changes, asks, probes) => {
    const first = context(script);
    await chooseSetup(AUTO, first.choice);
    const again = context(script, { cacheDir: first.choice.cacheDir, ...changes });
    const { setup } = await chooseSetup(asks, again.choice);
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
      wish('kaniko'),
      COMMANDS,
      {
        code: 'ENGINE_UNKNOWN',
        hint: "Set the option 'engine' to one of 'auto', 'buildah', 'podman', 'docker', 'docker-buildx', 'docker-buildkit', 'docker-legacy'.",
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
        'd buildx *': says('unknown flag: --progress'),
        'd build *': [says('ERROR: no buildx'), says('Cannot connect to the Docker daemon')],
        'd rm *': {},
        'd image *': {},
      },
      wish('docker', { network: 'none' }),
      { docker: ['d'] },
      {
        code: 'ENGINE_UNUSABLE',
        message:
          "'docker' cannot build with the network 'none' on this host. Each was tried with a build of a few bytes.",
        problems: [
          { key: 'd with buildx', message: 'unknown flag: --progress' },
          { key: 'd with BuildKit', message: 'ERROR: no buildx' },
          {
            key: 'd with the legacy builder',
            message: 'Cannot connect to the Docker daemon',
            hint: 'sudo systemctl start docker',
          },
        ],
      },
    ],
    [
      'a user who lacks what engines without root need',
      { 'b build *': no, 'b --storage-driver *': no, 'b rmi *': {} },
      wish('buildah'),
      { buildah: ['b'], newuidmap: ['x'], newgidmap: ['x'] },
      {
        hint: 'Give this user what engines need that work without root:\nsudo usermod --add-subuids 100000-165535 ann',
        problems: expect.arrayContaining([
          expect.objectContaining({ key: '/etc/subuid' }),
        ]) as unknown,
      },
    ],
    [
      'a client that says nothing',
      {
        'd build *': { ending: 'timeout' },
        'd buildx *': { ending: 'timeout' },
        'd rm *': {},
        'd image *': {},
      },
      wish('docker'),
      { docker: ['d'] },
      {
        problems: [
          { message: 'It did not end within 1 min 30 s.' },
          { message: 'It did not end within 1 min 30 s.' },
          { message: 'It did not end within 1 min 30 s.' },
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
  ])('%s', async (_, script, asks, commands, error) => {
    const { choice } = context(script, {}, commands);
    const account = { name: 'ann', uid: 1001, subuid: '', subgid: 'ann:1:1' };
    const host = asks.engine === 'buildah' ? { ...choice.host, account } : choice.host;
    await expect(chooseSetup(asks, { ...choice, host })).rejects.toMatchObject(error);
  });
});
