// How hatchling and poetry read patterns in the way of .gitignore (`pathspec.GitIgnoreSpec`): each pattern is asked
// about each file, so that unlike in git a file comes back although its folder is left out.
import { posix } from 'node:path';
import ignore from 'ignore';

interface Pattern {
  isNegated: boolean;
  /** How it means a file: by its name, by that of a folder above it, or not at all. */
  means: (path: string) => 'file' | 'folder' | undefined;
}

/** Tells paths that the last fitting pattern takes; one that names the file outweighs one that names its folder. */
export function gitignoreMatcher(lines: readonly string[]): (path: string) => boolean {
  const patterns = lines.filter(isPattern).map(read);
  return (path) => verdict(patterns, path);
}

function verdict(patterns: readonly Pattern[], path: string): boolean {
  let taken = false;
  let weight = 0;
  for (const { isNegated, means } of patterns) {
    const how = means(path);
    if (how === undefined) continue;
    const own = how === 'file' ? 2 : 1;
    if (own < weight && isNegated) continue;
    taken = !isNegated;
    weight = own;
  }
  return taken;
}

const isPattern = (line: string) => line.trim() !== '' && !line.startsWith('#');

function read(line: string): Pattern {
  const isNegated = line.startsWith('!');
  const pattern = isNegated ? line.slice(1) : line;
  const rule = ignore({ allowRelativePaths: true, ignorecase: false }).add(pattern);
  const isFolder = (path: string): boolean =>
    path !== '.' && (rule.ignores(`${path}/`) || isFolder(posix.dirname(path)));
  const below = /\/\*\*\s*$/.test(pattern);
  return {
    isNegated,
    means: (path) => {
      if (path.endsWith('/')) return rule.ignores(path) ? 'folder' : undefined;
      if (!rule.ignores(path)) return undefined;
      return below || isFolder(posix.dirname(path)) ? 'folder' : 'file';
    },
  };
}
