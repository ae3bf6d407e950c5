// Where each build back end finds a version that pyproject.toml calls dynamic. Only the back end that is named there is
// asked: what stands about another one is dead.
import { RE2JS } from 're2js';
import type { ProjectFiles } from '@flightline/core/files';
import type { SourceDocument } from '@flightline/core/readers/toml';
import { type VersionCarrier, carrierInText } from './carrier';
import { moduleFiles, nameIn } from './python';

export interface Project {
  document: SourceDocument;
  files: ProjectFiles;
  /** As pyproject.toml names it; '' is setuptools (PEP 517). */
  backend: string;
  /** Names of what the build needs, with `_`. */
  requires: readonly string[];
}

export interface Declared {
  carriers: readonly VersionCarrier[];
  /** What takes the version from git, so that no file says it. */
  derived?: string;
}

type Finder = (project: Project) => Promise<Declared>;

/** By the beginning of the name of the back end. */
const FINDERS: readonly (readonly [backend: string, find: Finder])[] = [
  ['hatchling', hatchling],
  ['pdm', pdm],
  // Both say it in the package, which is looked at anyway.
  ['flit', () => nowhere()],
  ['poetry', () => nowhere()],
  ['setuptools', setuptools],
  ['', setuptools],
];

/** What takes the version from git with any back end that it is a requirement of. */
const FROM_GIT = [
  'setuptools_scm',
  'vcs_versioning',
  'setuptools_git_versioning',
  'hatch_vcs',
  'poetry_dynamic_versioning',
  'versioningit',
  'versioneer',
];

export function findDynamic(project: Project): Promise<Declared> {
  const derived = FROM_GIT.find((name) => project.requires.includes(name));
  if (derived !== undefined) return Promise.resolve({ carriers: [], derived });
  const [, find] = FINDERS.find(([backend]) => isBackend(project, backend)) ?? [];
  if (find !== undefined) return find(project);
  return saying(
    project,
    ['build-system', 'build-backend'],
    `How '${project.backend}' finds the version is not known here.`,
  );
}

const isBackend = ({ backend }: Project, name: string): boolean =>
  name === '' ? backend === '' : backend.startsWith(name);

const nowhere = (): Promise<Declared> => Promise.resolve({ carriers: [] });

/** https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata */
async function setuptools(project: Project): Promise<Declared> {
  const path = ['tool', 'setuptools', 'dynamic', 'version'];
  const { attr, file } = tableAt(project, path);
  if (typeof attr === 'string') return inModule(project, [...path, 'attr'], attr);
  const names = [file].flat().filter((name) => typeof name === 'string');
  const [name, ...more] = names;
  if (name === undefined) return nowhere();
  if (more.length > 0)
    return saying(project, [...path, 'file'], 'It is put together from several files.');
  return wholeFile(project, [...path, 'file'], name);
}

/** https://hatch.pypa.io/latest/version/ */
async function hatchling(project: Project): Promise<Declared> {
  const path = ['tool', 'hatch', 'version'];
  const {
    source = 'regex',
    path: file,
    pattern,
    expression = '__version__',
  } = tableAt(project, path);
  if (typeof file !== 'string' || (source !== 'regex' && source !== 'code')) {
    return saying(project, path, `Its source '${String(source)}' is not known here.`);
  }
  if (source === 'code')
    return inFile(project, [...path, 'expression'], file, [String(expression)]);
  if (typeof pattern === 'string') return byPattern(project, [...path, 'pattern'], file, pattern);
  return inFile(project, [...path, 'path'], file, ['__version__', 'VERSION']);
}

/** https://backend.pdm-project.org/metadata/#dynamic-project-version */
async function pdm(project: Project): Promise<Declared> {
  const path = ['tool', 'pdm', 'version'];
  const { source, path: file } = tableAt(project, path);
  if (source === 'scm') return { carriers: [], derived: 'pdm' };
  if (source !== 'file' || typeof file !== 'string') {
    return saying(project, path, `Its source '${String(source)}' is not known here.`);
  }
  return inFile(project, [...path, 'path'], file, ['__version__']);
}

function tableAt({ document }: Project, path: readonly string[]): Record<string, unknown> {
  const table = document.value(path);
  return typeof table === 'object' && table !== null ? (table as Record<string, unknown>) : {};
}

/** What is said of the configuration itself. */
function saying(
  { document }: Project,
  path: readonly string[],
  because: string,
  kind: 'missing' | 'unverified' = 'unverified',
): Promise<Declared> {
  const place = { file: document.file, ...document.position(path), key: path.join('.') };
  return Promise.resolve({ carriers: [{ place, value: { kind, because } }] });
}

/** `paper.about.version`: the last word is a name of the module before it. */
function inModule(project: Project, path: readonly string[], attribute: string): Promise<Declared> {
  const words = attribute.split('.');
  const name = words.pop() ?? '';
  const { '': base } = tableAt(project, ['tool', 'setuptools', 'package-dir']);
  const module = words.join('.');
  const places = [
    ...(typeof base === 'string' ? moduleFiles(`.${module}`, `${base}/x`) : []),
    ...moduleFiles(module),
  ];
  const file = places.find((one) => project.files.kind(one) === 'file');
  return file === undefined
    ? saying(project, path, `There is no module '${module}'.`, 'missing')
    : inFile(project, path, file, [name]);
}

async function inFile(
  project: Project,
  path: readonly string[],
  file: string,
  names: readonly string[],
): Promise<Declared> {
  const { files } = project;
  if (files.kind(file) === 'missing')
    return saying(project, path, `There is no '${file}'.`, 'missing');
  for (const name of names) {
    const found = await nameIn({ files, path: file, name });
    if (found === 'by itself') return saying(project, path, `'${file}' asks the package itself.`);
    if (found !== undefined) return { carriers: [found] };
  }
  return saying(project, path, `'${file}' does not say '${names.join("' or '")}'.`, 'missing');
}

function wholeFile(project: Project, path: readonly string[], file: string): Promise<Declared> {
  const { files } = project;
  if (files.kind(file) === 'missing')
    return saying(project, path, `There is no '${file}'.`, 'missing');
  const text = files.text(file);
  const version = text.trim();
  const start = text.indexOf(version);
  const carrier = carrierInText(
    { file: files.name(file), text, key: 'version' },
    { start, version },
  );
  return Promise.resolve({ carriers: [carrier] });
}

/** Patterns of others are matched in linear time; Python's look-around and back-references are not to be had so. */
function byPattern(
  project: Project,
  path: readonly string[],
  file: string,
  pattern: string,
): Promise<Declared> {
  const { files } = project;
  if (files.kind(file) === 'missing')
    return saying(project, path, `There is no '${file}'.`, 'missing');
  const text = files.text(file);
  try {
    const match = RE2JS.compile(pattern, RE2JS.MULTILINE).matcher(text);
    if (!match.find()) return saying(project, path, `It matches nothing in '${file}'.`, 'missing');
    const version = match.group('version') ?? '';
    const start = match.start('version');
    const carrier = carrierInText(
      { file: files.name(file), text, key: 'version' },
      { start, version },
    );
    return Promise.resolve({ carriers: [carrier] });
  } catch (error) {
    return saying(project, path, `It is not understood here: ${(error as Error).message}.`);
  }
}
