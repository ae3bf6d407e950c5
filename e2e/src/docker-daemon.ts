// A Docker daemon of a test's own: data, socket and process end with it, and the host's daemon is not asked.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runner, succeeded } from '@flightline/core/process';
import { until } from './until';

export interface DockerDaemon {
  /** For clients. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** With its data in a folder, or else in one that ends with it. */
export async function startDocker(runner: Runner, dataRoot?: string): Promise<DockerDaemon> {
  const state = mkdtempSync(join(tmpdir(), 'flightline-dockerd-'));
  const socket = `unix://${join(state, 'docker.sock')}`;
  const env = { DOCKER_HOST: socket };
  const daemon = runner.start(
    [
      'dockerd',
      ...['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs'],
      ...['--data-root', dataRoot ?? join(state, 'data'), '--exec-root', join(state, 'exec')],
      ...['--pidfile', join(state, 'docker.pid'), '--host', socket],
    ],
    { killGrace: 20_000 },
  );
  daemon.stdout?.resume();
  daemon.stderr?.resume();
  await until(async () =>
    succeeded(await runner.run(['docker', 'version'], { env, timeout: 10_000 })),
  );
  return {
    env,
    stop: async () => {
      await daemon.stop();
      // The daemon's own mounts end with it; what a killed one left would keep its folder busy.
      await runner.run(['umount', '--recursive', '--lazy', join(state, 'exec')]);
      await runner.run(['rm', '-rf', state]);
    },
  };
}
