import { posix } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import {
  type PythonAssignment,
  type PythonModule,
  parsePython,
} from '@flightline/core/readers/python';

/** Something that says a version, and where it stands. */
export interface VersionCarrier {
  place: Pick<Problem, 'line' | 'column'> & { file: string; key: string };
  value: PythonAssignment['value'];
}

/** Where packages stand: flat or in src (PyPA: "src layout vs flat layout"). */
const BASES = ['', 'src/'];

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
  files: ProjectFiles,
  project: string,
): Promise<VersionCarrier[]> {
  const modules = versionFiles(files, project).map((path) => files.read(path, parsePython));
  return (await Promise.all(modules)).flatMap(carrierOf);
}

interface Candidate {
  /** Of the package, or of the module that is one file. */
  name: string;
  files: readonly string[];
}

function versionFiles(files: ProjectFiles, project: string): string[] {
  const candidates = BASES.flatMap((base) => candidatesIn(base, files));
  const named = candidates.filter(({ name }) => importName(name) === importName(project));
  return (named.length > 0 ? named : candidates).flatMap((candidate) => candidate.files).sort();
}

function candidatesIn(base: string, files: ProjectFiles): Candidate[] {
  const modules = files.find(`${base}*.py`).filter((path) => path !== 'setup.py');
  const packages = files
    .find(`${base}*/__init__.py`)
    .map((path) => posix.dirname(path))
    .filter((path) => !NOT_SHIPPED.includes(posix.basename(path)));
  return [
    ...modules.map((path) => ({ name: posix.basename(path, '.py'), files: [path] })),
    ...packages.map((path) => ({
      name: posix.basename(path),
      files: VERSION_FILES.map((name) => `${path}/${name}`).filter(
        (file) => files.kind(file) === 'file',
      ),
    })),
  ];
}

/** Names of projects compare without case and with `-`, `_` and `.` alike (PEP 503). */
const importName = (name: string) => name.replace(/[-_.]+/g, '_').toLowerCase();

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
