import { posix } from 'node:path';
import { type NxJsonConfiguration, type Tree, getProjects, readJson, readNxJson } from '@nx/devkit';
import type { ProjectFacts } from '@flightline/core/executor';
import type { JsonObject } from './complete';

export const RELEASE_TAG = 'type:release';

/** What a generator decides on. */
export interface Workspace {
  readonly projects: Readonly<Record<string, ProjectFacts>>;
  /** Names of the npm packages that are projects here. */
  readonly packages: ReadonlySet<string>;
  readonly nxJson: JsonObject;
  /** A text file; undefined when there is none. */
  readonly text: (path: string) => string | undefined;
  /** Paths of all files below a folder, sorted. */
  readonly files: (folder: string) => string[];
  /** A JSON file; empty when there is none. */
  readonly json: (path: string) => JsonObject;
}

export function readWorkspace(tree: Tree): Workspace {
  const projects: Record<string, ProjectFacts> = {};
  for (const [name, { root, tags = [], targets = {} }] of getProjects(tree))
    projects[name] = { root, tags, targets };
  const json = (path: string) => (tree.exists(path) ? readJson<JsonObject>(tree, path) : {});
  const packages = Object.values(projects)
    .map(({ root }) => json(`${root}/package.json`)['name'])
    .filter((name) => typeof name === 'string');
  return {
    projects,
    packages: new Set(packages),
    nxJson: readSettings(readNxJson(tree)),
    text: (path) => tree.read(path, 'utf8') ?? undefined,
    files: (folder) => filesBelow(tree, folder).sort(),
    json,
  };
}

function filesBelow(tree: Tree, folder: string): string[] {
  return tree.children(folder).flatMap((name) => {
    const path = posix.join(folder, name);
    return tree.isFile(path) ? [path] : filesBelow(tree, path);
  });
}

function readSettings(nxJson: NxJsonConfiguration | null): JsonObject {
  return { ...nxJson };
}

/** The project that stands in a folder, by name. */
export function projectAt(
  { projects }: Pick<Workspace, 'projects'>,
  root: string,
): string | undefined {
  return Object.keys(projects).find((name) => projects[name]?.root === root);
}

/** Names of all release projects, sorted. */
export function releaseProjects({ projects }: Pick<Workspace, 'projects'>): string[] {
  return Object.keys(projects)
    .filter((name) => projects[name]?.tags.includes(RELEASE_TAG))
    .sort();
}
