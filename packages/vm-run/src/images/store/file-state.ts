import { type BigIntStats, statSync } from 'node:fs';
import { fileDigest } from '@flightline/core/evidence';

/** A file as it was when its bytes were last read. */
export interface FileState {
  /** Bytes. */
  size: number;
  /** Nanoseconds since 1970; a string, because JSON has no integer of that size. */
  mtimeNs: string;
  inode: string;
  /** `sha256:<hex>` */
  digest: string;
}

/** Reads a whole file. */
export async function readState(path: string, signal: AbortSignal): Promise<FileState> {
  const stat = statSync(path, { bigint: true });
  return { ...identity(stat), digest: await fileDigest(path, signal) };
}

/** True when the file system says that nobody wrote the file since; costs no reading. */
export function looksUntouched(path: string, { size, mtimeNs, inode }: FileState): boolean {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return false;
  const now = identity(stat);
  return now.size === size && now.mtimeNs === mtimeNs && now.inode === inode;
}

function identity(stat: BigIntStats): Omit<FileState, 'digest'> {
  return {
    size: Number(stat.size),
    mtimeNs: String(stat.mtimeNs),
    inode: String(stat.ino),
  };
}
