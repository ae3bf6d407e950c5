import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@flightline/core/errors';
import { writeFileAtomically } from '@flightline/core/evidence';

export const LOCK_FILE = 'image.lock.json';

export interface LockedFile {
  /** Bytes. */
  size: number;
  /** `sha256:<hex>` */
  digest: string;
}

export interface LockedDownload extends LockedFile {
  /** When the server says it was changed: HTTP `Last-Modified`; null when it says nothing. */
  modified: string | null;
  /** Address of the published checksum file that names this digest; null when none was found. */
  confirmedBy: string | null;
}

/**
 * What image.lock.json records about a box's image, so that Nx sees when it changes. Of an image built from
 * packages it holds what it is built from: its bytes differ from host to host.
 */
export interface LockFile {
  uri: string;
  /** What the address gave; of a fetched image. */
  download?: LockedDownload;
  /** Of a fetched image, the disk as it was published, before any conversion. */
  files?: { disk: LockedFile; vmlinuz?: LockedFile; initrd?: LockedFile };
  debian?: {
    suite: string;
    packages: readonly string[];
    /** Version of the recipe that builds the image. */
    builder: string;
  };
}

/** What is known of an image, by what it is called for people; what is unknown is left out. */
export type Facts = Readonly<Record<string, string>>;

/** The facts that a lock records. */
export function lockFacts({ uri, download, files, debian }: LockFile): Facts {
  const roles = Object.entries(files ?? {}).map(([role, file]) => [role, fileFact(file)] as const);
  const { modified = null, confirmedBy = null } = download ?? {};
  return {
    image: uri,
    ...(download && { size: `${download.size} bytes`, digest: download.digest }),
    ...(modified !== null && { modified }),
    ...(confirmedBy !== null && { 'confirmed by': confirmedBy }),
    ...Object.fromEntries(roles),
    ...(debian && {
      packages: debian.packages.length === 0 ? 'none besides the base' : debian.packages.join(', '),
      builder: debian.builder,
    }),
  };
}

const fileFact = ({ size, digest }: LockedFile): string => `${size} bytes  ${digest}`;

/** The lock file of a box; undefined when there is none. Raises FILE_UNREADABLE. */
export function readLockFile(boxRoot: string, box: string): LockFile | undefined {
  const path = join(boxRoot, LOCK_FILE);
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    if (isLockFile(content)) return content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(
    'FILE_UNREADABLE',
    `'${path}' is not a lock file of an image.`,
    `Write it anew: ${lockCommand(box)}`,
  );
}

export function writeLockFile(boxRoot: string, lock: LockFile): void {
  writeFileAtomically(join(boxRoot, LOCK_FILE), `${JSON.stringify(lock, null, 2)}\n`);
}

/** An image that nothing is recorded of: whatever comes would be believed. */
export function unlocked(uri: string, box: string): UserError {
  return new UserError(
    'IMAGE_UNLOCKED',
    `The digest of image '${uri}' is not recorded, so that nothing would notice when it changes.`,
    `Record it with: ${lockCommand(box)}`,
  );
}

export function lockCommand(box: string): string {
  return `nx run ${box}:vm-image`;
}

function isLockFile(content: unknown): content is LockFile {
  if (typeof content !== 'object' || content === null) return false;
  const { uri, download, files, debian } = content as Partial<Record<keyof LockFile, unknown>>;
  return (
    typeof uri === 'string' &&
    (download === undefined || isLockedFile(download)) &&
    (files === undefined || isLockedFile((files as Record<string, unknown>)['disk'])) &&
    (debian === undefined || (typeof debian === 'object' && debian !== null))
  );
}

function isLockedFile(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { size, digest } = value as Partial<LockedFile>;
  return typeof size === 'number' && typeof digest === 'string';
}
