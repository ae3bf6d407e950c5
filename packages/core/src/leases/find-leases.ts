import { type Stats, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isForsaken } from '../../bin/runtime-folder.js';
import { userId, whereabouts } from '../process';
import { type Judgement, judge } from './judge';
import type { Lease } from './lease';

/** A lease of this user, and what is to be thought of it. */
export interface FoundLease extends Judgement {
  file: string;
  lease: Lease;
}

/** A folder without a lease is one that is being made or removed, until it is this old. */
const STRAY_MS = 3_600_000;

const LIVES = ['owner', 'keeper', 'machine'] as const;

/** All leases below a cache folder that belong to this user and can be read. Never throws for what it finds. */
export function findLeases(cacheDir: string, now = Date.now()): FoundLease[] {
  return ownFolders(join(cacheDir, 'machines'), /^m-/).flatMap(({ path }) => {
    const file = join(path, 'lease.json');
    const lease = readLease(file);
    return lease === undefined ? [] : [{ file, lease, ...judge(lease, whereabouts, now) }];
  });
}

/**
 * Folders of machines without a lease that can be read, and folders of sockets whose holder and lease are both gone,
 * older than an hour; only this user's. A lease of another version of Flightline is one.
 */
export function strayFolders(cacheDir: string, runtimeDir: string, now = Date.now()): string[] {
  const machines = ownFolders(join(cacheDir, 'machines'), /^\.?m-/).filter(
    ({ path }) => basename(path).startsWith('.') || !hasLease(path),
  );
  const sockets = ownFolders(runtimeDir, /^m-/).filter(({ path }) => isForsaken(path));
  return [...machines, ...sockets]
    .filter(({ stat }) => now - stat.mtimeMs > STRAY_MS)
    .map(({ path }) => path);
}

function ownFolders(parent: string, names: RegExp): { path: string; stat: Stats }[] {
  const uid = userId();
  return (orUndefined(() => readdirSync(parent)) ?? [])
    .filter((name) => names.test(name))
    .flatMap((name) => {
      const path = join(parent, name);
      const stat = orUndefined(() => lstatSync(path));
      return stat?.isDirectory() === true && stat.uid === uid ? [{ path, stat }] : [];
    });
}

function hasLease(folder: string): boolean {
  const file = join(folder, 'lease.json');
  const version: unknown = readJson(file)?.schemaVersion;
  return (version !== undefined && version !== 1) || readLease(file) !== undefined;
}

function readJson(file: string): Partial<Lease> | undefined {
  return orUndefined(() => JSON.parse(readFileSync(file, 'utf8')) as Partial<Lease>);
}

function readLease(file: string): Lease | undefined {
  const lease = readJson(file);
  // A file edited by hand may lack what the judgement is made of.
  const isWhole =
    lease?.schemaVersion === 1 &&
    typeof lease.deadline === 'string' &&
    LIVES.every((life) => typeof lease[life] === 'object');
  return isWhole ? (lease as Lease) : undefined;
}

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
