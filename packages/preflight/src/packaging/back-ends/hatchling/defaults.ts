import type { SourceDocument } from '@flightline/core/readers/toml';
import { type BuildTree, BuildRefused } from '../../archive';
import { type HatchSettings, STRICT } from './settings';

/** What is selected where the settings of a target say nothing. */
export interface Defaults {
  include: readonly string[];
  exclude: readonly string[];
  packages: readonly string[];
  onlyInclude: readonly string[];
  /** Nothing but what is forced and what are artifacts. */
  nothing?: true;
}

export const EVERYTHING: Defaults = { include: [], exclude: [], packages: [], onlyInclude: [] };

/** What a wheel holds by itself: what has the name of the project. Raises BuildRefused where nothing has it. */
export function wheelDefaults(
  tree: BuildTree,
  settings: HatchSettings,
  pyproject: SourceDocument | undefined,
  isSince: (version: string) => boolean,
): Defaults {
  const selecting = ['include', 'packages', 'only-include'];
  if (selecting.some((key) => (settings.strings(key) ?? []).length > 0)) return EVERYTHING;
  const names = namesOf(pyproject);
  for (const name of names) {
    const found = named(tree, name);
    if (found !== undefined) return { ...EVERYTHING, ...found };
  }
  if (!isSince(STRICT)) return { ...EVERYTHING, include: ['*.py'], exclude: ['test*'] };
  if (
    settings.flag('bypass-selection') ||
    Object.keys(settings.texts('force-include')).length > 0
  ) {
    return { ...EVERYTHING, nothing: true };
  }
  throw new BuildRefused({
    ...settings.place('targets', 'wheel'),
    because: `no package is named like the project, '${names.join("' or '")}'`,
    hint: 'Name the packages in tool.hatch.build.targets.wheel.packages.',
  });
}

/** As it stands, and normalised: names of files. */
function namesOf(pyproject: SourceDocument | undefined): string[] {
  const raw = pyproject?.value(['project', 'name']);
  const name = typeof raw === 'string' ? raw : '';
  const normalised = name.replace(/[-_.]+/g, '-').toLowerCase();
  return [...new Set([name, normalised].map((one) => one.replace(/[^\w.]+/g, '_')))];
}

function named(
  tree: BuildTree,
  name: string,
): Partial<Pick<Defaults, 'packages' | 'onlyInclude'>> | undefined {
  if (tree.has(`${name}/__init__.py`)) return { packages: [name] };
  if (tree.has(`src/${name}/__init__.py`)) return { packages: [`src/${name}`] };
  if (tree.has(`${name}.py`)) return { onlyInclude: [`${name}.py`] };
  const namespaces = tree.files.flatMap((path) => {
    const [folder = '', own, file, ...more] = path.split('/');
    const isPackage = own === name && file === '__init__.py' && more.length === 0;
    return isPackage && !folder.startsWith('.') ? [folder] : [];
  });
  return namespaces.length === 1 ? { packages: namespaces } : undefined;
}
