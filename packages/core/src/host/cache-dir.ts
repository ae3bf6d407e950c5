import { type Stats, lstatSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { EnvironmentError } from '../errors';
import { userId } from '../process';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where images and templates are kept between runs; it may not exist yet.
 * A relative $XDG_CACHE_HOME does not count, as the XDG Base Directory Specification says.
 */
export function cacheDir(env: Environment): string {
  const base =
    absolute(env['XDG_CACHE_HOME']) ?? join(absolute(env['HOME']) ?? homedir(), '.cache');
  return join(base, 'flightline');
}

/**
 * Where sockets and leases stand; it may not exist yet. Short, because the path of a unix socket has room for
 * 107 bytes: hence /tmp, whatever $TMPDIR says.
 */
export function runtimeDir(env: Environment, uid = userId()): string {
  const base = absolute(env['XDG_RUNTIME_DIR']);
  return base === undefined ? `/tmp/flightline-${uid}` : join(base, 'flightline');
}

/**
 * Makes the runtime folder where it is missing and gives its path. Anyone can take a name in /tmp first, so a
 * folder that is a link, belongs to someone else or is open to others is refused with RUNTIME_FOLDER_UNSAFE.
 */
export function ensureRuntimeDir(env: Environment, uid = userId()): string {
  const path = runtimeDir(env, uid);
  create(path);
  const flaw = flawOf(lstatSync(path), uid);
  if (flaw === undefined) return path;
  throw new EnvironmentError(
    'RUNTIME_FOLDER_UNSAFE',
    `The runtime folder '${path}' ${flaw}.`,
    `Remove '${path}', or set XDG_RUNTIME_DIR to a folder of your own.`,
  );
}

function create(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    throw new EnvironmentError(
      'RUNTIME_FOLDER_UNSAFE',
      `The runtime folder '${path}' cannot be made: ${message}.`,
      'Set XDG_RUNTIME_DIR to an existing folder of your own, or unset it.',
      { cause: error },
    );
  }
}

function flawOf(found: Stats, uid: number): string | undefined {
  if (!found.isDirectory()) return 'is no folder';
  if (found.uid !== uid) return `belongs to user ${found.uid}, not to user ${uid}`;
  return (found.mode & 0o077) === 0 ? undefined : 'is open to other users';
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
