import { posix } from 'node:path';
import type { ProjectFiles } from '@flightline/core/files';
import { type PythonModule, type PythonValue, parsePython } from '@flightline/core/readers/python';
import type { VersionCarrier } from './carrier';

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
  const carriers = versionFiles(files, project).map((path) =>
    nameIn({ files, path, name: '__version__' }),
  );
  return (await Promise.all(carriers)).filter((found) => typeof found === 'object');
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
export const importName = (name: string) => name.replace(/[-_.]+/g, '_').toLowerCase();

/** A name of a module. */
interface Wanted {
  files: ProjectFiles;
  /** Of the module's file. */
  path: string;
  name: string;
}

/** A name is seldom handed on as often; a longer way is a loop. */
const WAY = 8;

/** What follows by itself: `importlib.metadata.version("paper")`, versioneer's `get_versions()["version"]`. */
const BY_ITSELF = /^([\w.]*metadata\.)?version\(|\bget_versions\(\)/;

/** `by itself`: it is asked of the installed package or of git when the program runs. */
type Found = VersionCarrier | 'by itself' | undefined;

/** What says the value of a name, through other modules too; undefined when nothing does. */
export async function nameIn(wanted: Wanted, way = WAY): Promise<Found> {
  const { files, path, name } = wanted;
  const module = await files.read(path, parsePython);
  const all = module.assignments(name);
  if (all.some(({ expression }) => BY_ITSELF.test(expression))) return 'by itself';
  const last = all.at(-1);
  if (last !== undefined) {
    const { line, column, value, range } = last;
    const place = { file: module.file, line, column, key: name };
    return value.kind === 'imported'
      ? handedOn(wanted, { place, ...value }, way)
      : { place, value, range };
  }
  const imported = module.imports(name)[0];
  if (imported !== undefined) {
    const { line, column } = imported;
    return handedOn(
      wanted,
      { place: { file: module.file, line, column, key: name }, ...imported },
      way,
    );
  }
  return brokenCarrier(module, name);
}

type HandedOn = Pick<VersionCarrier, 'place'> &
  Pick<Extract<PythonValue, { kind: 'imported' }>, 'module' | 'original'>;

async function handedOn(
  { files, path }: Wanted,
  { place, module, original }: HandedOn,
  way: number,
): Promise<Found> {
  const [found] = moduleFiles(module, path).filter((one) => files.kind(one) === 'file');
  const unverified = (because: string): VersionCarrier => ({
    place,
    value: { kind: 'unverified', because },
  });
  if (way === 0) return unverified('It is handed on from module to module without end.');
  if (found === undefined) return unverified(`It comes from '${module}', which is not here.`);
  const carrier = await nameIn({ files, path: found, name: original }, way - 1);
  return carrier ?? unverified(`'${files.name(found)}' does not say '${original}'.`);
}

/** The files that a module may be, as `from` in the file `path` names it. */
export function moduleFiles(module: string, path = ''): string[] {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/s.exec(module) ?? [];
  const way = rest.split('.').filter((part) => part !== '');
  const up = '../'.repeat(Math.max(0, dots.length - 1));
  const bases = dots === '' ? BASES : [`${posix.dirname(path)}/${up}`];
  return bases.flatMap((base) => {
    const stem = posix.normalize(`${base}${way.join('/')}`).replace(/\/$/, '');
    return [`${stem}.py`, `${stem}/__init__.py`];
  });
}

function brokenCarrier(
  { file, syntaxError }: PythonModule,
  key: string,
): VersionCarrier | undefined {
  if (syntaxError === undefined) return undefined;
  const because = 'The file has a syntax error here.';
  return { place: { file, ...syntaxError, key }, value: { kind: 'unverified', because } };
}
