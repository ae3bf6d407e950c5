// What the store holds, and who uses it.
import { type Dirent, closeSync, lstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { whereabouts } from '@flightline/core/process';
import { lastUse, readManifest } from './manifest';
import { turnHolder } from './turn';

export interface StoreEntry {
  /** Absolute path of its folder or file. */
  path: string;
  kind: 'image' | 'template' | 'download' | 'leftover';
  uri: string;
  /** What it takes on disk. */
  bytes: number;
  usedAt: Date;
  /** Version of the recipe, of an image that was built. */
  builder?: string;
  /** Why it cannot be missed just now, as a sentence; undefined when nobody is seen to need it. */
  inUse?: string;
}

/** Not images, but what belongs to them. */
const OTHERS = ['digests', 'downloads'];
const BLOCK = 512;

/** Everything in the store below a cache folder that takes space. */
export function storeContents(cacheDir: string): StoreEntry[] {
  const images = join(cacheDir, 'images');
  const backing = backingFiles(cacheDir);
  const folders = list(images).filter((one) => one.isDirectory() && !OTHERS.includes(one.name));
  const downloads = list(join(images, 'downloads')).filter(({ name }) => name.endsWith('.part'));
  return [
    ...folders.map(({ name }) => folderEntry(join(images, name), backing)),
    ...downloads.map(({ name }) => downloadEntry(join(images, 'downloads', name))),
  ];
}

function folderEntry(path: string, backing: ReadonlyMap<string, string>): StoreEntry {
  const manifest = readManifest(path);
  const usedAt = lastUse(path) ?? lstatSync(path).mtime;
  const bytes = diskUsage(path);
  if (manifest === undefined) {
    const pid = Number(/\.(\d+)\.tmp$/.exec(path)?.[1]);
    const maker = pid > 0 && whereabouts({ pid, ...UNKNOWN }) !== 'gone' ? pid : undefined;
    const inUse = maker === undefined ? heldBy(`${path}.turn`) : `Process ${maker} makes it.`;
    return { path, kind: 'leftover', uri: basename(path), bytes, usedAt, ...(inUse && { inUse }) };
  }
  const overlay = backing.get(path);
  const inUse =
    heldBy(`${path}.turn`) ?? (overlay === undefined ? undefined : `'${overlay}' stands on it.`);
  const { builder } = manifest.inputs;
  return {
    ...{ path, kind: 'image', uri: manifest.uri, bytes, usedAt },
    ...(typeof builder === 'string' && { builder }),
    ...(inUse && { inUse }),
  };
}

const UNKNOWN = { startedAt: null, bootId: null, pidNamespace: null, host: null };

function downloadEntry(path: string): StoreEntry {
  const inUse = heldBy(path.replace(/\.part$/, '.turn'));
  const { mtime: usedAt } = lstatSync(path);
  const bytes = diskUsage(path);
  return { path, kind: 'download', uri: basename(path), bytes, usedAt, ...(inUse && { inUse }) };
}

/** Who has a turn, as a sentence. */
export function heldBy(turn: string): string | undefined {
  const holder = turnHolder(turn);
  return holder && `Process ${holder.pid} (box '${holder.box}') works on it.`;
}

/** Folders of images on which overlays stand, by what is found outside of the store; the value is one such overlay. */
function backingFiles(cacheDir: string): Map<string, string> {
  const found = new Map<string, string>();
  const look = (folder: string, depth: number): void => {
    for (const one of list(folder)) {
      const path = join(folder, one.name);
      if (one.isDirectory() && depth > 0) look(path, depth - 1);
      const backing = one.isFile() ? backingFile(path) : undefined;
      if (backing !== undefined) found.set(join(backing, '..'), path);
    }
  };
  for (const one of list(cacheDir)) {
    if (one.isDirectory() && one.name !== 'images') look(join(cacheDir, one.name), 3);
  }
  return found;
}

/** QEMU docs/interop/qcow2.rst: place and length of the name stand behind magic and version. */
function backingFile(path: string): string | undefined {
  const head = Buffer.alloc(4096);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, head.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  if (head.toString('latin1', 0, 4) !== 'QFI\xfb') return undefined;
  const [at, length] = [Number(head.readBigUInt64BE(8)), head.readUInt32BE(16)];
  return at === 0 ? undefined : head.toString('utf8', at, at + length);
}

/** Bytes that a file or folder takes on disk. */
export function diskUsage(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const own = (stat?.blocks ?? 0) * BLOCK;
  if (stat?.isDirectory() !== true) return own;
  return list(path).reduce((sum, { name }) => sum + diskUsage(join(path, name)), own);
}

/** A folder that is not there, or not to be read, is empty. */
function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
