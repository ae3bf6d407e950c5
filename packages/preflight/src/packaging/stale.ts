// What earlier builds left changes the next one of setuptools: it packs what lies in build/lib, and lists again what
// SOURCES.txt says. git ignores both, so only the disk knows.
import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ProjectFiles } from '@flightline/core/files';
import type { Problem } from '@flightline/core/errors';
import type { Archive } from './archive';
import { type Forecast, forecast } from './forecast';
import type { Built } from './foretell';
import { treeOf } from './tree';

const LIBRARY = 'build/lib';

/** Files that would be packed for no other reason. `root`: of the project, absolute. */
export async function stale(built: Built, files: ProjectFiles, root: string): Promise<Problem[]> {
  const packed = archiveOf(built.forecast, 'wheel');
  const left = filesBelow(join(root, LIBRARY)).filter((path) => !packed.has(path));
  const lists = ['', 'src/'].flatMap((base) => listsIn(root, base));
  const listed = await Promise.all(lists.map((list) => broughtBack(built, root, list)));
  return [
    ...problemOf(files.name(LIBRARY), left, 'packs', LIBRARY),
    ...lists.flatMap((list, index) =>
      problemOf(files.name(list), listed[index] ?? [], 'takes', posix.dirname(list)),
    ),
  ];
}

function problemOf(
  file: string,
  paths: readonly string[],
  does: string,
  folder: string,
): Problem[] {
  const [first] = paths;
  if (first === undefined) return [];
  const what = paths.length === 1 ? `'${first}'` : `'${first}' and ${paths.length - 1} more`;
  const message = `The next build ${does} ${what} for no other reason than this.`;
  return [{ file, message, hint: `Remove '${folder}' before you build.` }];
}

/** The files that archives have only with a list of an earlier build. */
async function broughtBack(
  { backEnd, tree, pyproject, forecast: without }: Built,
  root: string,
  list: string,
): Promise<string[]> {
  const text = readFileSync(join(root, list), 'utf8');
  const given = {
    name: tree.name,
    text: (path: string) => (path === list ? text : tree.text(path)),
  };
  const again = await forecast(backEnd, treeOf([...tree.files, list], given), pyproject);
  const found = (['wheel', 'sdist'] as const).flatMap((kind) => {
    const before = archiveOf(without, kind);
    return [...archiveOf(again, kind)].filter(([path]) => !before.has(path));
  });
  return [...new Set(found.map(([, source]) => source))].sort();
}

function archiveOf(forecasted: Forecast, kind: 'wheel' | 'sdist'): Archive {
  const one = forecasted[kind];
  return 'archive' in one ? one.archive : new Map();
}

const listsIn = (root: string, base: string): string[] =>
  filesBelow(join(root, base), 1)
    .filter((path) => /^[^/]+\.egg-info\/SOURCES\.txt$/.test(path))
    .map((path) => `${base}${path}`);

/** Files of a folder, as deep as told; none where there is no such folder. Links are not followed. */
function filesBelow(folder: string, depth = 64): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isFile()) return [entry.name];
      if (!entry.isDirectory() || depth === 0) return [];
      return filesBelow(join(folder, entry.name), depth - 1).map((path) => `${entry.name}/${path}`);
    });
  } catch {
    return [];
  }
}
