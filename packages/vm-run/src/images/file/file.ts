import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, parse, relative } from 'node:path';
import { type Problem, UserError } from '@flightline/core/errors';
import {
  type Image,
  type ImageContext,
  type ImageRequest,
  type ImageSource,
  afterScheme,
} from '../image';
import {
  LOCK_FILE,
  type LockFile,
  type LockedFile,
  lockCommand,
  lockFacts,
  readLockFile,
  unlocked,
} from '../lock-file';
import { complaintAbout, recogniseDisk } from '../disk';
import { rememberedDigest } from '../store';

/** The kernel finds its root by the name the image's own boot loader would give it. */
const APPEND = 'root=/dev/vda rw console=ttyS0';

/** A disk image the user brings, and beside it the kernel to start it with, if it has none of its own. */
interface Files {
  disk: string;
  vmlinuz?: string;
  initrd?: string;
}

export const file: ImageSource = {
  scheme: 'file',
  example: 'file:vms/images/disk.qcow2',
  problems,
  provide,
  lock: async (request, context) => {
    const files = findFiles(request);
    await rejectUnsound(files.disk, diskFormat(files.disk, request), request, context);
    return { uri: request.uri, files: await lockFiles(files, context) };
  },
  look: async (request, context) => {
    const files = await lockFiles(findFiles(request), context);
    const none = Object.fromEntries(ROLES.map((role) => [role, 'none']));
    return { ...none, ...lockFacts({ uri: request.uri, files }) };
  },
};

function problems(request: ImageRequest): Problem[] {
  const { uri, packages } = request;
  const path = afterScheme(uri);
  const shown = relative(request.releaseRoot, diskPath(request));
  const key = 'image';
  if (path === '') return [{ key, message: `'${uri}' names no file.` }];
  return [
    ...(packages.length === 0
      ? []
      : [
          {
            key: 'packages',
            message: "Packages cannot be added to an image file; only 'debian:' images have some.",
          },
        ]),
    ...(existsSync(diskPath(request))
      ? diskProblems(diskPath(request), shown)
      : [{ key, message: `The image file '${shown}' does not exist.` }]),
  ];
}

function diskProblems(path: string, shown: string): Problem[] {
  if (!statSync(path).isFile()) return [{ key: 'image', message: `'${shown}' is no file.` }];
  return [];
}

async function provide(request: ImageRequest, context: ImageContext): Promise<Image> {
  const files = findFiles(request);
  const locked = readLockFile(request.boxRoot, request.box);
  if (locked?.files === undefined || locked.uri !== request.uri)
    throw unlocked(request.uri, request.box);
  const format = diskFormat(files.disk, request);
  const actual = await lockFiles(files, context);
  rejectChange(request, locked.files, actual);
  return {
    uri: request.uri,
    disk: files.disk,
    format,
    digest: actual.disk.digest,
    // A disk that starts by itself may be anybody's.
    ...(files.vmlinuz === undefined
      ? { seed: 'nocloud' }
      : {
          kernel: {
            vmlinuz: files.vmlinuz,
            ...(files.initrd === undefined ? {} : { initrd: files.initrd }),
            append: APPEND,
          },
        }),
  };
}

type LockedFiles = NonNullable<LockFile['files']>;

const ROLES = ['disk', 'vmlinuz', 'initrd'] as const;

async function lockFiles(files: Files, context: ImageContext): Promise<LockedFiles> {
  const locked: Partial<Record<(typeof ROLES)[number], LockedFile>> = {};
  for (const role of ROLES) {
    const path = files[role];
    if (path !== undefined) {
      locked[role] = { size: statSync(path).size, digest: await rememberedDigest(path, context) };
    }
  }
  return locked as LockedFiles;
}

function rejectChange(request: ImageRequest, locked: LockedFiles, actual: LockedFiles): void {
  const changed = ROLES.filter((role) => locked[role]?.digest !== actual[role]?.digest);
  if (changed.length === 0) return;
  throw new UserError(
    'IMAGE_DIGEST_MISMATCH',
    `The image '${request.uri}' is not the one that '${LOCK_FILE}' of box '${request.box}' records.`,
    `If the change is meant: ${lockCommand(request.box)}`,
    {
      problems: changed.map((role) => ({
        key: role,
        message: `Recorded is ${locked[role]?.digest ?? 'none'}, there is ${actual[role]?.digest ?? 'none'}.`,
      })),
    },
  );
}

function diskFormat(path: string, { uri }: ImageRequest): Image['format'] {
  const recognised = recogniseDisk(path);
  if ('format' in recognised) return recognised.format;
  throw new UserError(
    'IMAGE_URI_INVALID',
    `The image '${uri}' is no qcow2 or raw disk: ${recognised.because}.`,
    `Put a disk image at '${path}'.`,
  );
}

async function rejectUnsound(
  path: string,
  format: Image['format'],
  { uri }: ImageRequest,
  context: ImageContext,
): Promise<void> {
  const complaint = await complaintAbout(path, format, context);
  if (complaint === undefined) return;
  throw new UserError(
    'IMAGE_URI_INVALID',
    `The image '${uri}' is broken or cut off: ${complaint}`,
    `Put a sound disk image at '${path}'.`,
  );
}

function findFiles(request: ImageRequest): Files {
  const disk = diskPath(request);
  const { dir, name } = parse(disk);
  const beside = (extension: string) => {
    const path = join(dir, `${name}.${extension}`);
    return existsSync(path) ? path : undefined;
  };
  const [vmlinuz, initrd] = [beside('vmlinuz'), beside('initrd')];
  if (vmlinuz === undefined) return { disk };
  return { disk, vmlinuz, ...(initrd === undefined ? {} : { initrd }) };
}

function diskPath({ uri, releaseRoot }: ImageRequest): string {
  const path = afterScheme(uri);
  return isAbsolute(path) ? path : join(releaseRoot, path);
}
