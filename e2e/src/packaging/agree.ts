import { parseToml } from '@flightline/core/readers/toml';
import {
  BACK_ENDS,
  type Foretold,
  forecast,
  treeOf,
} from '../../../packages/preflight/src/packaging';
import type { Built, Routes } from './build';
import type { Project } from './project';

/** Written by the back end, which is no data: metadata of all kinds, and what is not installed as it lies. */
const METADATA = /(^|\/)[^/]*\.(dist-info|egg-info|data)\/|^PKG-INFO$|^setup\.cfg$/;

/** Files that a back end writes itself. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = { 'poetry-core': ['setup.py'] };

/** Where what is foretold of a project and what was built of it differ; empty where they do not. */
export async function differences(project: Project, built: Routes): Promise<string[]> {
  const text = project.files['pyproject.toml'];
  const pyproject = text === undefined ? undefined : await parseToml(text, 'pyproject.toml');
  const module = pyproject?.value(['build-system', 'build-backend']);
  const backEnd = BACK_ENDS.find(({ modules }) => modules.includes(String(module)));
  if (backEnd === undefined) throw new Error(`No back end is called '${String(module)}'.`);
  const tree = treeOf(Object.keys(project.files), {
    text: (path) => project.files[path] ?? '',
    name: (path) => path,
  });
  const foretold = await forecast(backEnd, tree, pyproject);
  const routes = ['wheel', 'sdist', 'wheelOfSdist'] as const;
  return routes.flatMap((route) => {
    const real = built[route];
    return real === undefined
      ? []
      : compare(route, foretold[route], real, WRITTEN[backEnd.name] ?? []);
  });
}

function compare(
  route: string,
  foretold: Foretold,
  built: Built,
  written: readonly string[],
): string[] {
  if ('error' in built)
    return 'refused' in foretold ? [] : [`${route} cannot be built: ${built.error}`];
  if ('refused' in foretold) return [`${route} can be built, against: ${foretold.refused.because}`];
  const isData = (path: string) => !METADATA.test(path) && !written.includes(path);
  const own = [...foretold.archive.keys()].filter(isData);
  const real = built.files.filter(isData);
  return [
    ...own.filter((path) => !real.includes(path)).map((path) => `${route} lacks ${path}`),
    ...real.filter((path) => !own.includes(path)).map((path) => `${route} has ${path} too`),
  ];
}
