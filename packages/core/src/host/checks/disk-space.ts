import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Check, type CheckContext, type Outcome, fail, pass, skip, warn } from '../../check';
import { formatBytes } from '../../events';
import { cacheDir, runtimeDir } from '../cache-dir';
import { hasGuest } from './guests';

const MIB = 1024 * 1024;

/** The file system a folder is on, or will be once it is made. */
export interface Disk {
  /** The same for all folders on it. */
  id: number;
  /** Bytes that this user may still write. */
  free: number;
}

export async function diskOf(folder: string): Promise<Disk> {
  if (!existsSync(folder)) return diskOf(dirname(folder));
  const { bavail, bsize } = await statfs(folder);
  return { id: statSync(folder).dev, free: bavail * bsize };
}

interface Place {
  folder: string;
  /** Bytes without which no box can run even when its image exists already. */
  least: number;
  /** Bytes that the boxes usually take, all together and from nothing. */
  usual: number;
}

/** A `debian:` image with its working copy while it is built; other images are of that order. */
const IMAGE = 1536 * MIB;
/** What a guest writes to its disk in one run. */
const OVERLAY = 256 * MIB;
/** Log, console, reports and collected files of one box. */
const EVIDENCE = 64 * MIB;
/** Sockets, seeds and leases of one box. */
const RUNTIME = 4 * MIB;

function placesOf({ boxes, releaseRoot, env }: CheckContext): Place[] {
  const guests = boxes.filter(hasGuest);
  const images = new Set(guests.map(({ options }) => options.image));
  const evidence = new Set(boxes.map(({ options }) => join(releaseRoot, options.evidenceDir)));
  const ofGuests = [
    {
      folder: cacheDir(env),
      least: OVERLAY,
      usual: images.size * IMAGE + guests.length * OVERLAY,
    },
    { folder: runtimeDir(env), least: RUNTIME, usual: guests.length * RUNTIME },
  ];
  return [
    ...(guests.length === 0 ? [] : ofGuests),
    ...[...evidence].map((folder) => ({
      folder,
      least: EVIDENCE,
      usual: boxes.length * EVIDENCE,
    })),
  ];
}

/** Says whether the boxes fit onto the disks; `read` finds the disk of a folder. */
export function diskSpaceCheck(read: (folder: string) => Promise<Disk>): Check {
  return {
    id: 'disk-space',
    stage: 'host',
    title: 'There is disk space for images, machines and evidence',
    why: 'A full disk ends all running boxes at once and damages what they were writing.',
    fix: 'Free some space, or set XDG_CACHE_HOME to a folder on a larger disk.',
    run: async (context) => {
      if (context.boxes.length === 0) return skip('No box needs disk space.');
      return judge(await perDisk(placesOf(context), read), context.workspaceRoot);
    },
  };
}

interface Demand extends Disk {
  folders: string[];
  least: number;
  usual: number;
}

/** Folders on one disk share its space, so their needs add up. */
async function perDisk(
  places: readonly Place[],
  read: (folder: string) => Promise<Disk>,
): Promise<Demand[]> {
  const demands = new Map<number, Demand>();
  for (const { folder, least, usual } of places) {
    const disk = await read(folder);
    const demand = demands.get(disk.id) ?? { ...disk, folders: [], least: 0, usual: 0 };
    demand.folders.push(folder);
    demand.least += least;
    demand.usual += usual;
    demands.set(disk.id, demand);
  }
  return [...demands.values()];
}

function judge(demands: readonly Demand[], workspaceRoot: string): Outcome {
  const short = demands.filter(({ free, usual }) => free < usual);
  const full = short.filter(({ free, least }) => free < least);
  const problems = (full.length > 0 ? full : short).map(({ folders, free, least, usual }) => ({
    message: `${folders.map((folder) => `'${shown(folder, workspaceRoot)}'`).join(' and ')}: ${formatBytes(free)} free, ${formatBytes(free < least ? least : usual)} wanted.`,
  }));
  const fix = 'Free some space, or set XDG_CACHE_HOME to a folder on a larger disk.';
  if (full.length > 0) return fail('There is not even disk space for one box.', fix, problems);
  if (short.length > 0) return warn('The boxes may fill the disk.', fix, problems);
  return pass(
    demands.map(({ folders, free }) => `${formatBytes(free)} at '${folders[0] ?? ''}'`).join(', '),
  );
}

function shown(folder: string, workspaceRoot: string): string {
  const inside = relative(workspaceRoot, folder);
  return inside.startsWith('..') ? folder : inside;
}

export const diskSpace = diskSpaceCheck(diskOf);
