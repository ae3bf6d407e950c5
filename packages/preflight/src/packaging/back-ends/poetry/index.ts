import { posix } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import type { SourceDocument } from '@flightline/core/readers/toml';
import type { Archive, BackEnd, BuildTree, Packing } from '../../archive';
import { glob } from '../../patterns/python';
import { explain } from './explain';
import { type Include, below, elementsIn, elementsOf } from './includes';
import { type PoetrySettings, type Target, readSettings } from './settings';

export const poetry: BackEnd = {
  name: 'poetry-core',
  modules: ['poetry.core.masonry.api', 'poetry.masonry.api'],
  looksAt: () => ['pyproject.toml', '**/*.py'],
  read: (tree, pyproject) => {
    if (pyproject === undefined)
      throw new Error('A project without pyproject.toml is not of poetry.');
    const settings = readSettings(tree, pyproject);
    return Promise.resolve({
      sdist: () => sdist(tree, settings),
      wheel: () => packed(tree, settings, 'wheel'),
      lacks: (path, kind) => explain(tree, settings, path, kind),
      code: codeOf(pyproject),
    } satisfies Packing);
  },
};

function codeOf(pyproject: SourceDocument): Problem[] {
  const key = ['tool', 'poetry', 'build'];
  if (pyproject.value(key) === undefined) return [];
  const message = 'A script runs in the build, and may add what is missing here.';
  return [{ file: pyproject.file, ...pyproject.position(key), message }];
}

/** 1.4 writes a setup.py of its own besides. */
function sdist(tree: BuildTree, settings: PoetrySettings): Archive {
  const licenses = settings.isSecond
    ? ['COPYING*', 'LICEN[SC]E*', 'AUTHORS*', 'NOTICE*', 'LICENSES/**/*']
    : ['LICENSE*'];
  const matchers = licenses.map(glob);
  const beside = tree.files.filter(
    (path) =>
      path === 'pyproject.toml' ||
      settings.readmes.includes(path) ||
      matchers.some((matches) => matches(path)),
  );
  return new Map([
    ...packed(tree, settings, 'sdist'),
    ...beside.map((path) => [path, path] as const),
  ]);
}

/** The files that entries of the settings mean, each as poetry's `find_files_to_add` takes it. */
function packed(tree: BuildTree, settings: PoetrySettings, target: Target): Archive {
  const includes = settings.includes.filter(({ formats }) => formats.includes(target));
  const all = [...settings.packages(target), ...includes];
  const isExcluded = excluder(tree, settings, target);
  const files = new Map<string, string>();
  /** What was taken once is not taken again under another name. */
  const taken = new Set<string>();
  for (const include of all) {
    const base =
      target === 'wheel' && include.from !== '' ? `${posix.normalize(include.from)}/` : '';
    const name = (path: string) =>
      posix.join(target === 'wheel' ? include.to : '', path.slice(base.length));
    for (const path of elementsIn(tree, include)) {
      for (const file of filesOf(tree, include, path, target, base, isExcluded, settings)) {
        if (!taken.has(file)) files.set(name(file), file);
        taken.add(file);
      }
    }
  }
  return files;
}

function filesOf(
  tree: BuildTree,
  include: Include,
  path: string,
  target: Target,
  base: string,
  isExcluded: (path: string) => boolean,
  { isSecond }: PoetrySettings,
): string[] {
  if (path.includes('__pycache__')) return [];
  if (tree.has(path)) {
    const isLeft = include.isPackage && isExcluded(path);
    return isLeft || path.endsWith('.pyc') ? [] : [path];
  }
  if (!include.fills.includes(target)) return [];
  // 1.4 asks about the path in the wheel, of which `exclude` says nothing.
  const asked = (file: string) => (isSecond ? file : file.slice(base.length));
  return below(tree, path).filter((file) => !isExcluded(asked(file)));
}

/** What is excluded, or lies in a folder that is; but not what is included in so many words. */
function excluder(
  tree: BuildTree,
  { exclude, includes, isSecond }: PoetrySettings,
  target: Target,
): (path: string) => boolean {
  const kept = new Set(
    includes
      .filter(({ formats }) => formats.includes(target))
      .flatMap(({ path }) => elementsOf(tree, path)),
  );
  const excluded = new Set(exclude.flatMap((pattern) => elementsOf(tree, pattern)));
  for (const path of kept) excluded.delete(path);
  return (path) => {
    if (isSecond && (path.endsWith('.pyc') || path.split('/').includes('__pycache__'))) return true;
    for (let own = path; own !== '.'; own = posix.dirname(own)) if (excluded.has(own)) return true;
    return false;
  };
}
