import { posix } from 'node:path';
import { type BuildTree, BuildRefused } from '../../archive';
import { foldersOf } from '../../folders';
import { openGlob } from '../../patterns/python';
import type { Place, Target } from './settings';

/** An entry of `packages` or `include`. */
export interface Include {
  /** A glob below `from`. */
  path: string;
  from: string;
  /** A folder of the wheel that goes before it. */
  to: string;
  /** The archives it says it is for. */
  formats: readonly Target[];
  /** The archives whose folders it fills: 1.4 fills those of the sdist alone where none is said. */
  fills: readonly Target[];
  isPackage: boolean;
  place: Place;
}

/** Files and folders that a glob means, as pathlib does: a dot hides nothing, and `**` at the end means folders. */
export function elementsOf(tree: BuildTree, pattern: string): string[] {
  const own = posix.normalize(pattern).replace(/\/$/, '');
  const matches = openGlob(own);
  if (own === '**' || own.endsWith('/**')) {
    const base = openGlob(own.replace(/\/?\*\*$/, ''));
    return foldersOf(tree).filter((folder) => matches(folder) || base(folder));
  }
  return [...foldersOf(tree), ...tree.files].filter(matches).sort();
}

export const below = (tree: BuildTree, folder: string): string[] =>
  tree.files.filter((path) => path.startsWith(`${folder}/`));

/** Raises BuildRefused for a package that is none. */
export function elementsIn(tree: BuildTree, include: Include): string[] {
  const { path, from, isPackage, place } = include;
  const found = elementsOf(tree, posix.join(from, path));
  if (!isPackage) return found;
  const [first] = found;
  const whole =
    first !== undefined && found.length === 1 && !tree.has(first)
      ? [...foldersOf(tree).filter((one) => one.startsWith(`${first}/`)), ...below(tree, first)]
      : found;
  const isModule = found.length === 1 && first !== undefined && tree.has(first);
  if (first === undefined || !(isModule || isStubs(tree, whole) || whole.some(isPython))) {
    throw new BuildRefused({
      ...place,
      because: `'${path}' of packages ${first === undefined ? 'means nothing' : 'holds no Python'}`,
      hint: 'Name what is data in tool.poetry.include, with both formats.',
    });
  }
  return whole;
}

const isPython = (path: string) => path.endsWith('.py');

/** Stubs of another package. */
function isStubs(tree: BuildTree, elements: readonly string[]): boolean {
  const files = elements.filter(tree.has);
  const [first = ''] = files;
  return (
    /(^|\/)[^/]*-stubs\//.test(first) &&
    files.every((path) => path.endsWith('.pyi') || posix.basename(path) === 'py.typed')
  );
}
