import { posix } from 'node:path';
import type { ProjectFiles } from '@flightline/core/files';
import type { Archive, BuildTree } from './archive';

type Given = Omit<BuildTree, 'files' | 'has' | 'exists'>;

/** A tree of these files. */
export function treeOf(paths: Iterable<string>, given: Given): BuildTree {
  const files = [...paths].sort();
  const all = new Set(files);
  const exists = (path: string) => {
    const own = posix.normalize(path).replace(/\/$/, '');
    return own === '.' || all.has(own) || files.some((file) => file.startsWith(`${own}/`));
  };
  return { ...given, files, exists, has: (path) => all.has(path) };
}

/** What the globs mean of a release project. Raises FILE_UNREADABLE where one of them is the name of a link. */
export function projectTree(files: ProjectFiles, globs: readonly string[]): BuildTree {
  const names = globs.filter((glob) => !/[*?[{]/.test(glob));
  for (const path of names) if (files.kind(path) === 'link') files.text(path);
  const above = files.kind('.gitignore') === 'file' ? undefined : gitignoreAbove(files);
  const tree = treeOf(files.find(...globs), {
    text: (path) => files.text(path),
    name: (path) => files.name(path),
    ...(above === undefined ? {} : { ignoredAbove: above }),
  });
  return { ...tree, exists: (path) => tree.exists(path) || files.kind(path) !== 'missing' };
}

function gitignoreAbove(files: ProjectFiles): string | undefined {
  const depth = files.name('.') === '.' ? 0 : files.name('.').split('/').length;
  const ways = Array.from({ length: depth }, (_, index) => `${'../'.repeat(index + 1)}.gitignore`);
  const found = ways.find((path) => files.kind(path) === 'file');
  return found === undefined ? undefined : files.text(found);
}

/** The tree that is there when an sdist is unpacked. */
export function unpacked(sdist: Archive, tree: BuildTree): BuildTree {
  const sourceOf = (path: string) => sdist.get(path) ?? path;
  const own = treeOf(sdist.keys(), {
    text: (path) => {
      const source = sourceOf(path);
      return tree.has(source) ? tree.text(source) : (tree.ignoredAbove ?? '');
    },
    name: (path) => tree.name(sourceOf(path)),
    isUnpacked: true,
  });
  // Of a folder of which nothing was looked at nobody knows whether the sdist has some of it.
  const isUnknown = (path: string) => tree.exists(path) && !treeOf(tree.files, tree).exists(path);
  return { ...own, exists: (path) => own.exists(path) || isUnknown(path) };
}
