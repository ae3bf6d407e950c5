// budget: 3 min, beside others
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLeases } from '@flightline/core/leases';
import { type RunResult, succeeded } from '@flightline/core/process';
import { cleanEnvironment } from './cache-truth/make-workspace';
import { NAMESPACES, describeWith } from './tools';
import type { Workspace } from './workspace';
import { COMPASS, dummyWorkspace } from './workspace/dummy-workspace';

/** For machines that are left up and runs beside them, whatever the host has. */
const ROOM = { FLIGHTLINE_CPUS: '8' };
const RUNNER = `${COMPASS}/vms/runner.sh`;

describeWith('a machine for a person', NAMESPACES, () => {
  let workspace: Workspace;
  beforeAll(async () => (workspace = await dummyWorkspace(['alma', 'leap'])), 240_000);
  afterAll(() => workspace.remove());

  const home = () => join(workspace.root, 'home');
  const leases = () => findLeases(join(home(), 'flightline')).map(({ lease }) => lease);
  const nx = (target: string, ...words: string[]): Promise<RunResult> =>
    workspace.nx(['run', target, '--exclude-task-dependencies', ...words], {
      ...{ XDG_CACHE_HOME: home(), ...ROOM },
    });
  async function said(target: string, ...words: string[]): Promise<string> {
    const result = await nx(target, ...words);
    const text = result.stdout + result.stderr;
    expect([text, succeeded(result)]).toEqual([text, true]);
    return text;
  }
  /** The same workspace at another place, with caches of Nx of its own. */
  async function twin(): Promise<string> {
    const root = mkdtempSync(join(tmpdir(), 'flightline-e2e-'));
    const copied = await workspace.runner.run([
      'cp',
      '--archive',
      '--link',
      `${workspace.root}/.`,
      root,
    ]);
    expect(copied.stderr).toBe('');
    for (const own of ['.nx-cache', '.nx-data', 'home'])
      rmSync(join(root, own), { recursive: true, force: true });
    return root;
  }
  const nxIn = (root: string, words: readonly string[]): Promise<RunResult> =>
    workspace.runner.run(
      [process.execPath, join(root, 'node_modules/nx/dist/bin/nx.js'), ...words],
      {
        cwd: root,
        env: {
          ...cleanEnvironment(),
          ...{ XDG_CACHE_HOME: home(), NX_DAEMON: 'false', ...ROOM },
          NX_CACHE_DIRECTORY: join(root, '.nx-cache'),
          NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx-data'),
        },
      },
    );

  function expectNothingLeft(): void {
    expect(leases()).toEqual([]);
    expect(readdirSync(join(home(), 'flightline/machines'))).toEqual([]);
  }

  it('comes up, lets in, runs the runner again and goes', async () => {
    const up = await said('alma:vm-up', '--for', '30');
    expect(up).toContain("'alma' is up until");
    expect(up).toContain('(in 30 min)');
    const [lease] = leases();
    expect(lease).toMatchObject({ box: 'alma', purpose: 'debug', owner: null });

    expect(await said('alma:vm-up')).toContain("'alma' is up until");
    expect(leases()).toHaveLength(1);

    const inside = await said('alma:vm-ssh', '--command', 'cat /mnt/artifacts/needle.txt; id -un');
    expect(inside).toContain('north\nflightline\n');
    const failing = await nx('alma:vm-ssh', '--command', 'exit 7');
    expect(failing.exitCode).toBe(1);
    expect(failing.stdout).toContain('ended with exit code 7');

    const again = /run again\s+nx run alma:vm-ssh --command '(.*)'/.exec(up)?.[1] ?? '';
    expect(await said('alma:vm-ssh', '--command', again)).toContain('north\n');

    expect(await said('alma:vm-down')).toContain("of 'alma' is gone");
    expect(await said('alma:vm-down')).toContain("No machine of 'alma' was up");
    expect(existsSync(lease?.runtime ?? '')).toBe(false);
    expectNothingLeft();
  }, 120_000);

  it('is not disturbed by a box of the same name in another workspace', async () => {
    const there = await twin();
    const words = (target: string) => ['run', `alma:${target}`, '--exclude-task-dependencies'];
    const both = await Promise.all([nx('alma:vm-up'), nxIn(there, words('vm-up'))]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const places = () =>
      leases()
        .map(({ workspace: place }) => place)
        .sort();
    expect(places()).toEqual([workspace.root, there].sort());

    const runs = await Promise.all([nx('alma:vm-run'), nxIn(there, words('vm-run'))]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(places()).toHaveLength(2);

    expect((await nxIn(there, words('vm-down'))).stdout).toContain("of 'alma' is gone");
    expect(places()).toEqual([workspace.root]);
    expect(await said('alma:vm-ssh', '--command', 'hostname')).toContain('alma');
    await said('alma:vm-down');
    expectNothingLeft();
    rmSync(there, { recursive: true });
  }, 120_000);

  it('stays after a run that failed, when it was asked to, and vm-reap ends it', async () => {
    const sound = workspace.read(RUNNER);
    workspace.write(RUNNER, '#!/bin/sh\nexit 3\n');
    const run = await nx('leap:vm-run', '--keep', 'on-failure');
    workspace.write(RUNNER, sound);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("'leap' is up until");
    expect(workspace.evidence('leap', COMPASS)).toMatchObject({
      state: 'finished',
      result: { verdict: 'failed', runnerExitCode: 3 },
    });
    expect(await said('leap:vm-ssh', '--command', 'cat /mnt/runner/runner.sh')).toContain('exit 3');

    // A second one takes the place of the first.
    const [first] = leases();
    workspace.write(RUNNER, '#!/bin/sh\nexit 4\n');
    const second = await nx('leap:vm-run', '--keep', 'on-failure');
    workspace.write(RUNNER, sound);
    expect(second.stdout).toContain(`The machine ${first?.id} of 'leap' is gone. A newer one`);
    expect(leases()).toHaveLength(1);

    const listed = await said('compass:vm-reap', '--dryRun');
    expect(listed).toMatch(/leap\s+debug\s+.*alive.*keep/);
    expect(await said('compass:vm-reap')).not.toContain('is gone');
    expect(await said('compass:vm-reap', '--all')).toContain("of 'leap' is gone");
    expectNothingLeft();
  }, 120_000);
});
