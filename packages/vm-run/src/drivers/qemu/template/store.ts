// Templates on disk: cacheDir/templates/<key>/ with template.json, which comes last. A folder is made aside and
// renamed, so that it is complete or absent. Its files are not read before a clone maps them, which costs nothing; so
// they are taken for sound as long as the file system says that nobody wrote to them, and are never healed: another
// cold boot makes a better one.
import {
  closeSync,
  existsSync,
  fsync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileAtomically } from '@flightline/core/evidence';
import { freeSpace } from '@flightline/core/host';
import { ownLife } from '@flightline/core/process';
import type { GuestFacts } from '../../driver';

const MANIFEST = 'template.json';

/** The files of a template. */
export const TEMPLATE_FILES = {
  memory: 'ram',
  devices: 'state',
  disk: 'disk.qcow2',
  uefiVars: 'uefi-vars',
  console: 'console.log',
} as const;

interface Stamp {
  /** Bytes. */
  size: number;
  /** Nanoseconds since 1970; a string, because JSON has no integer of that size. */
  mtimeNs: string;
  inode: string;
}

interface Manifest {
  /** Stands in the memory of the template, and so in that of each clone. */
  nonce: string;
  /** What its guest said about itself. */
  guest: GuestFacts;
  /** URI of the image it booted from. */
  image: string;
  /** ISO 8601, UTC. */
  madeAt: string;
  inputs: Readonly<Record<string, unknown>>;
  files: Readonly<Record<string, Stamp>>;
  /** Of the host, when it was made. Until the files are on the disk for certain, they are worth as long as that boot. */
  bootId: string | null;
  durable: boolean;
}

export interface Template {
  readonly folder: string;
  readonly nonce: string;
  readonly guest: GuestFacts;
}

export type Found =
  { is: 'sound'; template: Template } | { is: 'absent' } | { is: 'unfit'; because: string };

/** Looks at the template in a folder, and notes that it is in use when it is sound. */
export function findTemplate(folder: string): Found {
  if (!existsSync(folder)) return { is: 'absent' };
  const manifest = load(folder);
  if (manifest === undefined) return { is: 'unfit', because: `'${MANIFEST}' cannot be read` };
  for (const [name, known] of Object.entries(manifest.files)) {
    const now = stampOf(join(folder, name));
    if (now === undefined) return { is: 'unfit', because: `'${name}' is missing` };
    if (!isSame(now, known)) return { is: 'unfit', because: `'${name}' changed on disk` };
  }
  if (!manifest.durable && manifest.bootId !== ownLife().bootId) {
    return { is: 'unfit', because: 'the host went down before all of it was on the disk' };
  }
  const now = new Date();
  utimesSync(join(folder, MANIFEST), now, now);
  const { nonce, guest } = manifest;
  return { is: 'sound', template: { folder, nonce, guest } };
}

/** Makes what lies in `aside` the template of `folder`, which is on the same disk. */
export function publishTemplate(
  aside: string,
  folder: string,
  { nonce, guest, image, inputs }: Pick<Manifest, 'nonce' | 'guest' | 'image' | 'inputs'>,
): Template {
  const files: Record<string, Stamp> = {};
  for (const name of Object.values(TEMPLATE_FILES)) {
    const stamp = stampOf(join(aside, name));
    if (stamp !== undefined) files[name] = stamp;
  }
  const { bootId } = ownLife();
  const manifest = {
    nonce,
    guest,
    image,
    madeAt: new Date().toISOString(),
    inputs,
    files,
    bootId,
    durable: false,
  };
  save(aside, manifest);
  mkdirSync(dirname(folder), { recursive: true });
  dropTemplate(folder);
  renameSync(aside, folder);
  return { folder, nonce, guest };
}

/** Has the files of a template written to the disk, and notes that they are. Raises an Error of the file system. */
export async function makeDurable({ folder, nonce }: Template): Promise<void> {
  for (const name of Object.keys(load(folder)?.files ?? {})) {
    const file = openSync(join(folder, name), 'r');
    await promisify(fsync)(file).finally(() => closeSync(file));
  }
  const manifest = load(folder);
  if (manifest?.nonce === nonce) save(folder, { ...manifest, durable: true });
}

/** Takes a template away as a whole; the clones that run are not touched. */
export function dropTemplate(folder: string): void {
  const aside = `${folder}.${randomUUID()}.tmp`;
  try {
    renameSync(folder, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

/** Whether there is room for a template beside what a run needs; both in bytes. */
export function hasRoom(folder: string, bytes: number, besides: number): boolean {
  return freeSpace(folder) >= bytes + besides;
}

/** What there is below a cache folder: templates, and what was on its way out when a process was killed. */
export function listTemplates(cacheDir: string): TemplateEntry[] {
  const root = join(cacheDir, 'templates');
  if (!existsSync(root)) return [];
  const folders = readdirSync(root, { withFileTypes: true }).filter((one) => one.isDirectory());
  return folders.map(({ name }) => {
    const path = join(root, name);
    const manifest = load(path);
    const { mtime } = statSync(manifest === undefined ? path : join(path, MANIFEST));
    return { path, image: manifest?.image, usedAt: mtime };
  });
}

export interface TemplateEntry {
  /** Absolute path of its folder. */
  path: string;
  /** URI of its image; undefined when it is no template (any more). */
  image: string | undefined;
  usedAt: Date;
}

function stampOf(path: string): Stamp | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return { size: Number(stat.size), mtimeNs: String(stat.mtimeNs), inode: String(stat.ino) };
}

const isSame = (a: Stamp, b: Stamp) =>
  a.size === b.size && a.mtimeNs === b.mtimeNs && a.inode === b.inode;

function save(folder: string, manifest: Manifest): void {
  writeFileAtomically(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
}

function load(folder: string): Manifest | undefined {
  try {
    const { nonce, guest, files, ...rest } = JSON.parse(
      readFileSync(join(folder, MANIFEST), 'utf8'),
    ) as Partial<Manifest>;
    const isWhole =
      typeof nonce === 'string' &&
      typeof guest === 'object' &&
      typeof files === 'object' &&
      Object.keys(files).length > 0;
    return isWhole ? ({ nonce, guest, files, ...rest } as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
