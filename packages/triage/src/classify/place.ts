import { compilePattern } from '../matching/matcher';
import type { Rule } from '../rules';

/** Whose log it is. */
export interface Place {
  box: string;
  /** Path of the log below the evidence folder, with `/`; undefined when it is none of its files. */
  file?: string;
}

export function appliesTo({ boxes, files }: Pick<Rule, 'boxes' | 'files'>, place: Place): boolean {
  if (boxes !== undefined && !chooses(boxes, place.box)) return false;
  return files === undefined || (place.file !== undefined && chooses(files, place.file));
}

/** Globs that begin with `!` exclude; where there are such only, all others are chosen. */
function chooses(globs: readonly string[], name: string): boolean {
  const excluding = globs.filter((glob) => glob.startsWith('!'));
  const including = globs.filter((glob) => !glob.startsWith('!'));
  if (excluding.some((glob) => matchesGlob(glob.slice(1), name))) return false;
  return including.length === 0 || including.some((glob) => matchesGlob(glob, name));
}

const WILD: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};

/** `*` and `?` stay within a folder, `**` goes through folders. */
export function matchesGlob(glob: string, name: string): boolean {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[^\w/-]/g, (part) => WILD[part] ?? `\\${part}`);
  return compilePattern(`^${source}$`).match(name) !== undefined;
}
