import { statfsSync } from 'node:fs';

/** Bytes that this user may still write where a folder is. Raises what the file system says. */
export function freeSpace(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
