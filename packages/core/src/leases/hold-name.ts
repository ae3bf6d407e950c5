// A lock that the kernel keeps: a name among the abstract unix sockets, unix(7). One process can have it, and it is free
// as soon as that one has ended, however it ended. It holds among the processes of one network namespace.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type Server, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 50;

/**
 * Runs `use` while no other process of this host does so under the same name. Resolves to undefined, and `use` is not
 * run, when another one has had the name for `patienceMs`.
 */
export async function holdingName<T>(
  name: string,
  patienceMs: number,
  use: () => Promise<T>,
): Promise<T | undefined> {
  const digest = createHash('sha256').update(name).digest('hex');
  const end = performance.now() + patienceMs;
  let held = await bindName(`\0flightline-${digest}`);
  while (held === undefined && performance.now() < end) {
    await sleep(LOOK_MS);
    held = await bindName(`\0flightline-${digest}`);
  }
  if (held === undefined) return undefined;
  try {
    return await use();
  } finally {
    held.close();
  }
}

/** Listens at a socket of that name, zero byte included, until it is closed; undefined when another process does. */
export async function bindName(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(path);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
