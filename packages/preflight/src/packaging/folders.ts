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

/** The files of each folder with those below it, sorted; the root is `.`. */
export function filesByFolder({ files }: BuildTree): ReadonlyMap<string, readonly string[]> {
  const byFolder = new Map<string, string[]>([['.', []]]);
  for (const file of files) {
    let path = file;
    do {
      path = posix.dirname(path);
      const known = byFolder.get(path);
      if (known === undefined) byFolder.set(path, [file]);
      else known.push(file);
    } while (path !== '.');
  }
  return byFolder;
}
