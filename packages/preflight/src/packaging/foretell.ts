import type { ProjectFiles } from '@flightline/core/files';
import { type SourceDocument, parseToml } from '@flightline/core/readers/toml';
import type { BackEnd, BuildTree } from './archive';
import { BACK_ENDS } from './back-ends';
import { parseSetupCfg } from './back-ends/setuptools/setup-cfg';
import { type Forecast, forecast } from './forecast';
import { projectTree } from './tree';

const PYPROJECT = 'pyproject.toml';
/** What builds a project that names no back end (PEP 517). */
const LEGACY = 'setuptools.build_meta:__legacy__';

/** `undefined`: nothing here is built by a back end. */
export type Foretelling = Built | { unknown: string } | undefined;

export interface Built {
  backEnd: BackEnd;
  forecast: Forecast;
  tree: BuildTree;
  pyproject: SourceDocument | undefined;
}

/** What will be built of a release project, as far as files of these globs go. Raises FILE_UNREADABLE. */
export async function foretell(
  files: ProjectFiles,
  globs: readonly string[],
): Promise<Foretelling> {
  const isThere = (path: string) => !['missing', 'ignored'].includes(files.kind(path));
  if (![PYPROJECT, 'setup.py', 'setup.cfg'].some(isThere)) return undefined;
  const pyproject = isThere(PYPROJECT) ? await files.read(PYPROJECT, parseToml) : undefined;
  const module = moduleOf(pyproject, isThere);
  if (module === undefined) return undefined;
  const backEnd = BACK_ENDS.find(({ modules }) => modules.includes(module));
  if (backEnd === undefined) return { unknown: module };
  const tree = projectTree(files, [...globs, ...backEnd.looksAt(pyproject)]);
  return { backEnd, forecast: await forecast(backEnd, tree, pyproject), tree, pyproject };
}

/** As its configuration names it; undefined where none does. Raises FILE_UNREADABLE. */
export async function projectName(files: ProjectFiles): Promise<string | undefined> {
  if (files.kind(PYPROJECT) === 'file') {
    const pyproject = await files.read(PYPROJECT, parseToml);
    const keys = [
      ['project', 'name'],
      ['tool', 'poetry', 'name'],
    ];
    const name = keys.map((key) => pyproject.value(key)).find((one) => typeof one === 'string');
    if (name !== undefined) return name;
  }
  if (files.kind('setup.cfg') !== 'file') return undefined;
  const cfg = parseSetupCfg(files.text('setup.cfg'), files.name('setup.cfg'));
  return cfg.get('metadata')?.get('name')?.lines[0]?.text;
}

/** A pyproject.toml of tools alone builds nothing. */
function moduleOf(
  pyproject: SourceDocument | undefined,
  isThere: (path: string) => boolean,
): string | undefined {
  const named = pyproject?.value(['build-system', 'build-backend']);
  if (typeof named === 'string') return named;
  const isBuilt =
    ['setup.py', 'setup.cfg'].some(isThere) ||
    [['build-system'], ['project']].some((key) => pyproject?.value(key) !== undefined);
  return isBuilt ? LEGACY : undefined;
}
