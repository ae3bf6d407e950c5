// budget: 2 min, beside others
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findLeases } from '@flightline/core/leases';
import { type RunResult, succeeded } from '@flightline/core/process';
import { NAMESPACES, describeWith } from './tools';
import type { Workspace } from './workspace';
import { COMPASS, dummyWorkspace } from './workspace/dummy-workspace';

const RUNNER = `${COMPASS}/vms/runner.sh`;

describeWith('a machine for a person', NAMESPACES, () => {
  let workspace: Workspace;
  beforeAll(async () => (workspace = await dummyWorkspace(['alma', 'leap'])), 240_000);
  afterAll(() => workspace.remove());

  const home = () => join(workspace.root, 'home');
  const leases = () => findLeases(join(home(), 'flightline')).map(({ lease }) => lease);
  const nx = (target: string, ...words: string[]): Promise<RunResult> =>
    workspace.nx(['run', target, '--exclude-task-dependencies', ...words], {
      XDG_CACHE_HOME: home(),
    });
  async function said(target: string, ...words: string[]): Promise<string> {
    const result = await nx(target, ...words);
    const text = result.stdout + result.stderr;
    expect([text, succeeded(result)]).toEqual([text, true]);
    return text;
  }
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

    const listed = await said('compass:vm-reap', '--dryRun');
    expect(listed).toMatch(/leap\s+debug\s+.*alive.*keep/);
    expect(await said('compass:vm-reap')).not.toContain('is gone');
    expect(await said('compass:vm-reap', '--all')).toContain("of 'leap' is gone");
    expectNothingLeft();
  }, 120_000);
});
