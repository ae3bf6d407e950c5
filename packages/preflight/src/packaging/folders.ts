import { posix } from 'node:path';
import type { BuildTree } from './archive';

/** All folders that hold files of a tree, sorted. */
export function foldersOf({ files }: BuildTree): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let path = posix.dirname(file); path !== '.'; path = posix.dirname(path))
      folders.add(path);
  }
  return [...folders].sort();
}
