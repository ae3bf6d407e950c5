// Builds as an ordinary user in a fresh account. Needs root, to make the account.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Argv, type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import { BUILDAH, PODMAN, describeWith } from './tools';
import { until } from './until';
import { PRODUCT, type Workspace, demand, quickstartWorkspace } from './workspace';

const MINUTES = 60_000;
const USER = `fl-${process.pid}`;
/** podman 4.3 of Debian 12 on a host whose control groups are of both versions. */
const CANNOT_RUN =
  /ENGINE_UNUSABLE[\s\S]*podman: .*cgroups[\s\S]*podman with chroot isolation: .*supplemental groups/;
const UIDMAP = { command: 'newuidmap', package: 'uidmap' };

describeWith('an ordinary user', [...BUILDAH, ...PODMAN, UIDMAP], () => {
  let workspace: Workspace;
  let state: string;
  /** What root builds. */
  let manifest: string;

  const asRoot = async (...argv: Argv): Promise<RunResult> => {
    const result = await workspace.runner.run(argv);
    if (!succeeded(result))
      throw new Error(`${argv.join(' ')} ${describeEnding(result)}: ${result.stderr}`);
    return result;
  };
  const readManifest = () => workspace.read(`${PRODUCT}/dist/docker-build/manifest.json`);
  /** With nothing of this process's environment, as after a first login without a session manager. */
  const build = (engine: string, path = process.env['PATH'] ?? '') =>
    workspace.runner.run(
      [
        ...([
          'setpriv',
          `--reuid=${USER}`,
          `--regid=${USER}`,
          '--init-groups',
          'env',
          '-i',
        ] as const),
        ...[`HOME=/home/${USER}`, `USER=${USER}`, `PATH=${path}`, 'NX_DAEMON=false'],
        ...[process.execPath, 'node_modules/nx/dist/bin/nx.js', 'run', 'quickstart:docker-build'],
        ...[`--engine=${engine}`, '--skip-nx-cache', '--exclude-task-dependencies'],
      ],
      { cwd: workspace.root },
    );

  beforeAll(async () => {
    workspace = await quickstartWorkspace([]);
    state = mkdtempSync(join(tmpdir(), 'flightline-rootless-'));
    await demand(
      workspace,
      ['run', 'quickstart:docker-build', '--engine=buildah', '--exclude-task-dependencies'],
      { XDG_CACHE_HOME: state },
    );
    manifest = readManifest();
    await asRoot('useradd', '--create-home', USER);
    for (const [file, flag] of [
      ['/etc/subuid', '--del-subuids'],
      ['/etc/subgid', '--del-subgids'],
    ] as const)
      for (const range of rangesIn(file)) await asRoot('usermod', flag, range, USER);
    await asRoot('chown', '--recursive', `${USER}:`, workspace.root);
  }, 20 * MINUTES);

  afterAll(async () => {
    // podman leaves a process that keeps its namespace.
    for (const pid of processesOf(USER)) process.kill(pid, 'SIGKILL');
    await until(() => processesOf(USER).length === 0);
    // What belongs to a range of ids is removed by root with the account.
    await asRoot('userdel', '--remove', USER);
    workspace.remove();
    rmSync(state, { recursive: true, force: true });
  }, 5 * MINUTES);

  it.each(['buildah', 'podman'])(
    'is told by %s which ids to be lent, before it fails for want of them',
    async (engine) => {
      const { stdout, ...result } = await build(engine);
      expect(succeeded(result as RunResult)).toBe(false);
      expect(stdout).toContain(`No range of user ids is lent to the user '${USER}'.`);
      expect(stdout).toMatch(/sudo usermod --add-subuids \d+-\d+ /);
      expect(stdout).toMatch(/sudo usermod --add-subgids \d+-\d+ /);
    },
    10 * MINUTES,
  );

  it(
    'builds what root builds once it has them, by the commands that were named',
    async () => {
      const { stdout } = await build('buildah');
      const commands = new Set(stdout.match(/usermod --add-sub[ug]ids \d+-\d+ \S+/g));
      expect(commands.size).toBe(2);
      for (const command of commands) await asRoot(...(command.split(' ') as unknown as Argv));
      const result = await build('buildah');
      expect(`${result.stdout}${result.stderr}`).toContain('Successfully ran');
      expect(result.stdout).not.toContain('No range of');
      expect(readManifest()).toBe(manifest);
    },
    30 * MINUTES,
  );

  it(
    'builds the same with podman, or is told why it cannot run anything here',
    async () => {
      const result = await build('podman');
      expect(result.stdout).not.toContain('No range of');
      const refusal = expect.stringMatching(CANNOT_RUN) as string;
      const isBuilt = succeeded(result);
      expect(isBuilt ? readManifest() : result.stdout).toEqual(isBuilt ? manifest : refusal);
    },
    10 * MINUTES,
  );

  it(
    'is told to install newuidmap where it is missing',
    async () => {
      const bin = join(state, 'bin');
      mkdirSync(bin);
      for (const name of readdirSync('/usr/bin'))
        if (!name.startsWith('newuidmap')) symlinkSync(join('/usr/bin', name), join(bin, name));
      await asRoot('chmod', '755', state, bin);
      const { stdout } = await build('buildah', bin);
      expect(stdout).toMatch(/'newuidmap' is not on PATH[\s\S]*sudo apt-get install uidmap/);
    },
    10 * MINUTES,
  );
});

/** Those lent to the user, as `usermod` wants them. */
function rangesIn(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([user]) => user === USER)
    .map(([, first, count]) => `${first}-${Number(first) + Number(count) - 1}`);
}

/** Processes of a user of this host. */
function processesOf(user: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => uidOf(`/proc/${pid}`) === uidOf(`/home/${user}`))
    .map(Number);
}

const uidOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.uid;
