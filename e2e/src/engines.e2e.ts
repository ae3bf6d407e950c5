// budget: 3 min, beside others
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderDigest } from '@flightline/core/evidence';
import { type ProcessHandle, succeeded } from '@flightline/core/process';
import { BUILDAH, DOCKER, describeWith } from './tools';
import { until } from './until';
import { PRODUCT, type Workspace, demand, quickstartWorkspace } from './workspace';

interface BuildRecord {
  engine: string;
}

describeWith('one product on real container engines', [...BUILDAH, ...DOCKER], () => {
  let workspace: Workspace;
  let state: string;
  let daemon: ProcessHandle;
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
    state = mkdtempSync(join(tmpdir(), 'flightline-dockerd-'));
    const socket = `unix://${join(state, 'docker.sock')}`;
    env = { DOCKER_HOST: socket, XDG_CACHE_HOME: join(state, 'cache') };
    mkdirSync(join(state, 'cache'));
    daemon = workspace.runner.start(
      [
        'dockerd',
        ...['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'],
        ...['--data-root', join(state, 'data'), '--exec-root', join(state, 'exec')],
        ...['--pidfile', join(state, 'docker.pid'), '--host', socket],
      ],
      { killGrace: 20_000 },
    );
    daemon.stdout?.resume();
    daemon.stderr?.resume();
    await until(async () =>
      succeeded(await workspace.runner.run(['docker', 'version'], { env, timeout: 10_000 })),
    );
  }, 240_000);

  afterAll(async () => {
    await daemon.stop();
    // The daemon's own mounts end with it; what a killed one left would keep its folder busy.
    await workspace.runner.run(['umount', '--recursive', '--lazy', join(state, 'exec')]);
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
});
