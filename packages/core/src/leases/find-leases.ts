import { type Stats, lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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
 * Folders that no lease tells of, of this user: those of machines that are made or removed by nobody any more, and those
 * of sockets whose holder and lease are both gone. What does not say by whom it is made has to be older than an hour. A
 * lease of another version of Flightline is one.
 */
export function strayFolders(cacheDir: string, runtimeDir: string, now = Date.now()): string[] {
  const isOld = ({ stat }: Folder) => now - stat.mtimeMs > STRAY_MS;
  const machines = join(cacheDir, 'machines');
  return [
    ...ownFolders(machines, /^m-/).filter((one) => isOld(one) && !hasLease(one.path)),
    ...ownFolders(machines, /^\.m-/).filter((one) => isOld(one) || isAbandoned(one.path)),
    ...ownFolders(runtimeDir, /^m-/).filter((one) => isForsaken(one.path, isOld(one))),
  ].map(({ path }) => path);
}

/** Two may remove the same folder, so it is no matter whether somebody else is at it. */
function isAbandoned(aside: string): boolean {
  const owner = readLease(join(aside, 'lease.json'))?.owner ?? null;
  return owner !== null && whereabouts(owner) === 'gone';
}

interface Folder {
  path: string;
  stat: Stats;
}

function ownFolders(parent: string, names: RegExp): Folder[] {
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
