import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import {
  type PythonAssignment,
  type PythonModule,
  readPython,
} from '@flightline/core/readers/python';

/** Something that says a version, and where it stands. */
export interface VersionCarrier {
  place: Pick<Problem, 'line' | 'column'> & { file: string; key: string };
  value: PythonAssignment['value'];
}

/** Where packages stand: flat or in src (PyPA: "src layout vs flat layout"). */
const BASES = ['.', 'src'];

/** The files of a package that carry a version by custom. */
const VERSION_FILES = [
  '__init__.py',
  '__version__.py',
  '_version.py',
  'version.py',
  '__about__.py',
];

/** Packages of a source tree that are not shipped. */
const NOT_SHIPPED = [
  'test',
  'tests',
  'testing',
  'docs',
  'doc',
  'examples',
  'scripts',
  'tools',
  'vms',
];

/**
 * All `__version__` of the package that has the project's name; where there is none, of all packages. Nothing is
 * executed. What is taken from the metadata of the installed package follows by itself and is left out.
 */
export async function packageCarriers(
  releaseRoot: string,
  workspaceRoot: string,
  project: string,
): Promise<VersionCarrier[]> {
  const modules = await Promise.all(
    versionFiles(releaseRoot, project).map((path) =>
      readPython(path, relative(workspaceRoot, path)),
    ),
  );
  return modules.flatMap(carrierOf);
}

function versionFiles(releaseRoot: string, project: string): string[] {
  const bases = BASES.map((base) => join(releaseRoot, base)).filter((base) => existsSync(base));
  const entries = bases.flatMap((base) => readdirSync(base, { withFileTypes: true }));
  const candidates = entries.filter(isShipped);
  const named = candidates.filter(({ name }) => importName(name) === importName(project));
  return (named.length > 0 ? named : candidates)
    .flatMap(filesOf)
    .filter((path) => existsSync(path))
    .sort();
}

function isShipped(entry: Dirent): boolean {
  if (!entry.isDirectory()) return entry.name.endsWith('.py') && entry.name !== 'setup.py';
  return (
    !NOT_SHIPPED.includes(entry.name) &&
    existsSync(join(entry.parentPath, entry.name, '__init__.py'))
  );
}

function filesOf(entry: Dirent): string[] {
  const path = join(entry.parentPath, entry.name);
  return entry.isDirectory() ? VERSION_FILES.map((name) => join(path, name)) : [path];
}

/** Names of projects compare without case and with `-`, `_` and `.` alike (PEP 503). */
const importName = (name: string) =>
  name
    .replace(/\.py$/, '')
    .replace(/[-_.]+/g, '_')
    .toLowerCase();

/** `version("paper")`, `importlib.metadata.version(__name__)` */
const FROM_METADATA = /^([\w.]*metadata\.)?version\(/;

function carrierOf(module: PythonModule): VersionCarrier[] {
  const { file, syntaxError } = module;
  const key = '__version__';
  const all = module.assignments(key);
  if (all.some(({ expression }) => FROM_METADATA.test(expression))) return [];
  const last = all.at(-1);
  if (last !== undefined) {
    const { line, column, value } = last;
    return [{ place: { file, line, column, key }, value }];
  }
  if (syntaxError === undefined) return [];
  const value = { kind: 'unverified' as const, because: 'The file has a syntax error here.' };
  return [{ place: { file, ...syntaxError, key }, value }];
}
