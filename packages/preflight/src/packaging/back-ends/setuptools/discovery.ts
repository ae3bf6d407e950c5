// Which packages and modules setuptools finds. Names and order of the ways are those of its `discovery.py`.
import { posix } from 'node:path';
import { type BuildTree, BuildRefused } from '../../archive';
import { foldersOf } from '../../folders';
import { fnmatch } from '../../patterns/python';
import type { Find, Place, SetuptoolsSettings } from './settings';

export interface Found {
  /** Dotted names. */
  packages: readonly string[];
  modules: readonly string[];
  packageDir: Readonly<Record<string, string>>;
}

/** What a flat layout never takes for a package, as `FlatLayoutPackageFinder` has it. */
const NO_PACKAGES = [
  ...['ci', 'bin', 'debian', 'doc', 'docs', 'documentation', 'manpages', 'news', 'newsfragments'],
  ...[
    'changelog',
    'test',
    'tests',
    'unit_test',
    'unit_tests',
    'example',
    'examples',
    'scripts',
    'tools',
    'util',
  ],
  ...['utils', 'python', 'build', 'dist', 'venv', 'env', 'requirements', 'tasks', 'fabfile'],
  ...['site_scons', 'benchmark', 'benchmarks', 'exercise', 'exercises', 'htmlcov', '[._]*'],
];
/** The same of modules (`FlatLayoutModuleFinder`). */
const NO_MODULES = [
  ...['setup', 'conftest', 'test', 'tests', 'example', 'examples', 'build', 'toxfile', 'noxfile'],
  ...['pavement', 'dodo', 'tasks', 'fabfile', '[Ss][Cc]onstruct', 'conanfile', 'manage'],
  ...['benchmark', 'benchmarks', 'exercise', 'exercises', '[._]*'],
];

const EVERYTHING: Find = { where: ['.'], include: ['*'], exclude: [], namespaces: true };
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** `place`: of the file that says nothing of packages. Raises BuildRefused for a flat layout with several packages. */
export function discover(tree: BuildTree, settings: SetuptoolsSettings, place: Place): Found {
  const { packages, modules = [], packageDir } = settings;
  if (packages !== undefined) {
    return 'where' in packages.value
      ? { modules, ...findIn(tree, packages.value, packageDir) }
      : { modules, packages: packages.value, packageDir };
  }
  if (settings.modules !== undefined) return { packages: [], modules, packageDir };
  return (
    explicitLayout(tree, packageDir) ??
    srcLayout(tree, packageDir) ??
    flatLayout(tree, packageDir, place)
  );
}

function findIn(
  tree: BuildTree,
  find: Find,
  given: Readonly<Record<string, string>>,
): Pick<Found, 'packages' | 'packageDir'> {
  const packageDir: Record<string, string> = { ...given };
  const [only, ...others] = [...new Set(find.where)];
  if (only !== undefined && others.length === 0 && posix.normalize(only) !== '.') {
    packageDir[''] ??= only;
  }
  const packages = [...new Set(find.where)].flatMap((where) => {
    const found = packagesBelow(tree, where, find);
    if (packageDir[''] !== where && posix.normalize(where) !== '.') {
      for (const name of topLevel(found)) {
        packageDir[name] = posix.join(where, name.replaceAll('.', '/'));
      }
    }
    return found;
  });
  return { packages, packageDir };
}

/** Packages that `package-dir` gives folders of their own, with all below them. */
function explicitLayout(
  tree: BuildTree,
  packageDir: Readonly<Record<string, string>>,
): Found | undefined {
  const named = Object.entries(packageDir).filter(([name]) => name !== '');
  if (named.length === 0) return undefined;
  const packages = named.flatMap(([name, folder]) => [
    name,
    ...packagesBelow(tree, folder, EVERYTHING).map((below) => `${name}.${below}`),
  ]);
  return { packages, modules: [], packageDir };
}

function srcLayout(
  tree: BuildTree,
  packageDir: Readonly<Record<string, string>>,
): Found | undefined {
  const root = packageDir[''] ?? 'src';
  if (!tree.exists(root)) return undefined;
  return {
    packages: packagesBelow(tree, root, EVERYTHING),
    modules: modulesIn(tree.files, root).filter((name) => IDENTIFIER.test(name)),
    packageDir: { '': root, ...packageDir },
  };
}

function flatLayout(
  tree: BuildTree,
  packageDir: Readonly<Record<string, string>>,
  place: Place,
): Found {
  const exclude = NO_PACKAGES.flatMap((name) => [name, `${name}.*`]);
  const packages = packagesBelow(tree, '.', { ...EVERYTHING, exclude }, isFlatPackage);
  const top = topLevel(packages.filter((name) => !/^[^.]*-stubs(\.|$)/.test(name)));
  refuseSeveral(top, 'packages', place);
  if (top.length > 0) return { packages, modules: [], packageDir };
  const excluded = NO_MODULES.map(fnmatch);
  const modules = modulesIn(tree.files, '.').filter(
    (name) => IDENTIFIER.test(name) && !excluded.some((matches) => matches(name)),
  );
  refuseSeveral(modules, 'modules', place);
  return { packages, modules, packageDir };
}

function refuseSeveral(names: readonly string[], kind: string, place: Place): void {
  if (names.length < 2) return;
  const because = `setuptools does not choose among the ${kind} ${names.join(', ')} of a flat layout`;
  const hint =
    kind === 'packages'
      ? 'List what is to be shipped in tool.setuptools.packages, or in tool.setuptools.packages.find.'
      : 'List what is to be shipped in tool.setuptools.py-modules.';
  throw new BuildRefused({ ...place, because, hint });
}

const isFlatPackage = (name: string) => {
  const [first = '', ...rest] = name.split('.');
  return (
    (IDENTIFIER.test(first) || first.endsWith('-stubs')) &&
    rest.every((part) => IDENTIFIER.test(part))
  );
};

/** A folder that is no package hides those below it; one that is only left out does not. */
function packagesBelow(
  tree: BuildTree,
  where: string,
  { include, exclude, namespaces }: Find,
  isPackage: (name: string) => boolean = () => true,
): string[] {
  const root = posix.normalize(where);
  const base = root === '.' ? '' : `${root.replace(/\/$/, '')}/`;
  const taken = include.map(fnmatch);
  const left = ['ez_setup', '*__pycache__', ...exclude].map(fnmatch);
  const isFolder = (name: string) =>
    namespaces || tree.has(`${base}${name.replaceAll('.', '/')}/__init__.py`);
  const isAny = (all: readonly ((name: string) => boolean)[], name: string) =>
    all.some((matches) => matches(name));
  return foldersOf(tree)
    .filter((path) => path.startsWith(base))
    .map((path) => path.slice(base.length))
    .filter((path) => !path.split('/').some((part) => part.includes('.')))
    .map((path) => path.replaceAll('/', '.'))
    .filter((name) => ancestors(name).every((one) => isFolder(one) && isPackage(one)))
    .filter((name) => isAny(taken, name) && !isAny(left, name));
}

const ancestors = (name: string) => {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
};

/** Names of the modules among files that lie in a folder itself; those that begin with a dot are none. */
export function modulesIn(files: readonly string[], folder: string): string[] {
  const root = posix.normalize(`${folder}/`);
  const base = root === './' ? '' : root;
  return files
    .filter((file) => file.startsWith(base) && /^[^./][^/]*\.py$/.test(file.slice(base.length)))
    .map((file) => posix.basename(file, '.py'));
}

function topLevel(packages: readonly string[]): string[] {
  return packages.filter(
    (name) => !packages.some((other) => other !== name && name.startsWith(`${other}.`)),
  );
}
