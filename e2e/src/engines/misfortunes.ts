// What befalls a build from outside: its engine or its executor is killed, a disk is full.
import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { succeeded } from '@flightline/core/process';
import { until } from '../until';
import { PRODUCT } from '../workspace';
import { BASE, type Ground } from './ground';

/** Kills, with KILL, the engine of a build in its middle, or its executor; resolves to what nx said. */
export async function killBuild(
  ground: Ground,
  engine: string,
  victim: 'engine' | 'executor',
): Promise<string> {
  ground.dockerfile(`FROM ${BASE} AS artifact`, 'RUN echo begun >&2; sleep 600');
  const { ended } = await ground.begins(engine, 'begun');
  const clients = clientsIn(join(ground.workspace.root, PRODUCT));
  const [client] = clients;
  if (client === undefined || clients.length > 1)
    throw new Error(`One engine was to work, not ${clients.length}.`);
  process.kill(victim === 'engine' ? client : parentOf(client), 'SIGKILL');
  const told = await ended;
  await until(() => !isThere(client));
  return told;
}

const CLIENT = /^(?:buildah|podman|docker)$/;

/** Processes of engines that were started in a folder. */
function clientsIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) === folder)
    .filter((pid) => CLIENT.test(attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8')) ?? ''))
    .map(Number);
}

function parentOf(pid: number): number {
  const [, parent = ''] =
    /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(parent);
}

const isThere = (pid: number): boolean =>
  attempt(() => readlinkSync(`/proc/${pid}/cwd`)) !== undefined;

/** Undefined for a process that ended while we looked. */
function attempt(look: () => string): string | undefined {
  try {
    return look().trim();
  } catch {
    return undefined;
  }
}

/** Does something with a disk of that many MiB mounted on a folder, which may be made another size. */
export async function withSmallDisk<T>(
  { workspace: { runner } }: Ground,
  folder: string,
  size: number,
  use: (resize: (size: number) => Promise<void>) => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const mount = async (options: string) => {
    const mounted = await runner.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    if (!succeeded(mounted)) throw new Error(mounted.stderr);
  };
  await mount(`size=${size}m`);
  try {
    return await use((wanted) => mount(`remount,size=${wanted}m`));
  } finally {
    await runner.run(['umount', '--recursive', '--lazy', folder]);
  }
}

/** Does something while the product holds a file of that many MiB, all of which is copied into the artifact. */
export async function withLargeFile<T>(
  ground: Ground,
  size: number,
  use: () => Promise<T>,
): Promise<T> {
  const file = join(ground.workspace.root, PRODUCT, 'scripts/large');
  writeFileSync(file, Buffer.alloc(size * 1024 * 1024, 'x'));
  ground.dockerfile('FROM scratch AS artifact', 'COPY scripts/large /');
  try {
    return await use();
  } finally {
    rmSync(file);
  }
}
