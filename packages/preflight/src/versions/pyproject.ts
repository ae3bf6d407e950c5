import type { ProjectFiles } from '@flightline/core/files';
import { type SourceDocument, parseToml } from '@flightline/core/readers/toml';
import { type VersionCarrier, carrierAt } from './carrier';
import { type Declared, type Project, findDynamic } from './dynamic';
import { importName } from './python';

const FILE = 'pyproject.toml';

export interface DeclaredVersion extends Declared {
  /** Name of the project; '' when it has none. */
  name: string;
  /** Where it leaves the version to the build back end. */
  dynamic?: VersionCarrier['place'];
}

/** Nothing is declared. */
const NOTHING: DeclaredVersion = { name: '', carriers: [] };

/** What pyproject.toml says the version is, or where the build back end that it names will find it. */
export async function declaredVersion(files: ProjectFiles): Promise<DeclaredVersion> {
  if (files.kind(FILE) === 'missing') return NOTHING;
  const document = await files.read(FILE, parseToml);
  const project = projectOf(document, files);
  const carriers = staticKeys(project)
    .filter((path) => document.value(path) !== undefined)
    .map((path) => carrierAt(document, path));
  const name = document.value(['project', 'name']) ?? document.value(['tool', 'poetry', 'name']);
  const common = { name: typeof name === 'string' ? name : '' };
  if (!isDynamic(document)) return { ...common, ...derivedStatic(project), carriers };
  const key = ['project', 'dynamic'];
  const dynamic = { file: document.file, ...document.position(key), key: key.join('.') };
  return { ...common, ...(await findDynamic(project)), dynamic };
}

function projectOf(document: SourceDocument, files: ProjectFiles): Project {
  const backend = document.value(['build-system', 'build-backend']);
  const requires = document.value(['build-system', 'requires']);
  return {
    document,
    files,
    backend: typeof backend === 'string' ? backend : '',
    requires: Array.isArray(requires) ? requires.map((one) => requirementName(String(one))) : [],
  };
}

/** True when the build back end finds the version, e.g. in the package or in git. */
function isDynamic(document: SourceDocument): boolean {
  const dynamic = document.value(['project', 'dynamic']);
  return Array.isArray(dynamic) && dynamic.includes('version');
}

/** Poetry's plugin replaces the version that stands there. */
function derivedStatic({ document }: Project): Pick<Declared, 'derived'> {
  const isOn = document.value(['tool', 'poetry-dynamic-versioning', 'enable']) === true;
  return isOn ? { derived: 'poetry-dynamic-versioning' } : {};
}

/** `setuptools_scm[toml]>=8` is `setuptools_scm` (PEP 508). */
const requirementName = (requirement: string): string =>
  importName(/^\s*([\w.-]*)/.exec(requirement)?.[1] ?? '');

/** Where a version can stand: PEP 621, and Poetry's own; that is dead where another back end builds. */
function staticKeys({ backend }: Project): readonly (readonly string[])[] {
  const poetry = backend === '' || backend.startsWith('poetry');
  return [['project', 'version'], ...(poetry ? [['tool', 'poetry', 'version']] : [])];
}
