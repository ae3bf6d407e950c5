import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complaintAbout, recogniseDisk } from '../disk';
import type { ImageContext } from '../image';
import type { LockedFile } from '../lock-file';
import { readState } from '../store';
import { type About, damaged, unusable } from './failures';
import type { Limits } from './limits';
import type { Part } from './part';
import { unpack } from './unpack';
import { convertVmdk, isVmdk } from './vmdk';

/** Files of a stored image. */
export const FILES = { disk: 'disk', published: 'published.json' } as const;

/** What the address gave becomes the disk in `folder`; nothing is left of the download. */
export async function install(
  about: About,
  part: Part,
  folder: string,
  { diskBytes: bytes }: Limits,
  context: ImageContext,
): Promise<void> {
  const disk = join(folder, FILES.disk);
  try {
    await unpack({ from: part.path, to: disk, bytes, about }, context);
    let converted: LockedFile | null = null;
    if (isVmdk(disk)) {
      const { size, digest } = await readState(disk, context.signal);
      converted = { size, digest };
      await convertVmdk({ from: disk, to: `${disk}.part`, bytes, about }, context);
      renameSync(`${disk}.part`, disk);
    }
    await rejectNoDisk(disk, about, context);
    writeFileSync(join(folder, FILES.published), `${JSON.stringify(converted)}\n`);
  } finally {
    rmSync(part.path, { force: true });
  }
}

async function rejectNoDisk(disk: string, about: About, context: ImageContext): Promise<void> {
  const recognised = recogniseDisk(disk);
  if (!('format' in recognised)) {
    throw (recognised.cutOff === true ? damaged : unusable)(about, recognised.because);
  }
  const complaint = await complaintAbout(disk, recognised.format, context);
  if (complaint !== undefined) throw damaged(about, complaint);
}
