import { posix } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import { BOX_TAG, type Box, type BoxDefinition, matrixTag } from '@flightline/core/model';
import type { JsonObject } from './complete';
import { type Workspace, projectAt, releaseProjects } from './workspace';

/** What the target `vm-run` of a box executes. */
export const VM_RUN = '@flightline/vm-run:vm-run';

export interface Release {
  name: string;
  root: string;
  problems: readonly Problem[];
}

/** The release project asked for, or the only one. Without one, a placeholder that carries the reason. */
export function findRelease(workspace: Workspace, wanted = ''): Release {
  const all = releaseProjects(workspace);
  const name = wanted === '' && all.length === 1 ? all[0] : all.find((one) => one === wanted);
  if (name !== undefined)
    return { name, root: workspace.projects[name]?.root ?? '.', problems: [] };
  return { name: '', root: '', problems: [{ key: 'release', ...releaseProblem(wanted, all) }] };
}

function releaseProblem(wanted: string, all: readonly string[]): Omit<Problem, 'key'> {
  const message =
    wanted === ''
      ? `There are ${all.length} release projects.`
      : `'${wanted}' is no release project.`;
  if (all.length === 0)
    return { message, hint: 'Make one with: nx g @flightline/vm-run:release --directory <folder>' };
  return { message, hint: `Choose one with --release: ${all.join(', ')}` };
}

/** Where the project of a box lies. */
export function boxRoot(release: Pick<Release, 'root'>, name: string): string {
  return posix.join(release.root, 'vms/boxes', name);
}

/**
 * The name of the project that stands in a box's folder, else one that is free: project names are global, so a
 * box whose name is taken carries that of its release project, too.
 */
export function projectName(workspace: Workspace, release: Release, box: string): string {
  const standing = projectAt(workspace, boxRoot(release, box));
  if (standing !== undefined) return standing;
  return workspace.projects[box] === undefined ? box : `${posix.basename(release.name)}-${box}`;
}

/** Why the name of a box's project cannot be its own. */
export function nameProblems(
  { projects }: Workspace,
  { name, root }: Pick<Box, 'name' | 'root'>,
): Problem[] {
  const owner = projects[name];
  if (owner === undefined) return [];
  if (owner.root !== root)
    return [{ key: 'name', message: `'${name}' is the project in '${owner.root}', too.` }];
  if (owner.tags.includes(BOX_TAG)) return [];
  return [{ key: 'name', message: `'${root}' is project '${name}', and that is no box.` }];
}

/** What stands in the project.json of every box. */
export function boxProject(
  { name, root }: Pick<Box, 'name' | 'root'>,
  release: string,
  { os, options }: { os: string; options: BoxDefinition },
): JsonObject {
  return {
    name,
    $schema: posix.join(posix.relative(root, '.'), 'node_modules/nx/schemas/project-schema.json'),
    tags: [BOX_TAG, `os:${os}`, matrixTag(release)],
    implicitDependencies: [release],
    targets: {
      'vm-run': { executor: VM_RUN, options },
      'vm-image': {},
      'vm-up': {},
      'vm-ssh': {},
      'vm-down': {},
    },
  };
}

/** The project with these settings of its target `vm-run` in place of those that stand. */
export function withVmRun(project: JsonObject, settings: JsonObject): JsonObject {
  const targets = project['targets'] as Record<string, JsonObject>;
  return { ...project, targets: { ...targets, 'vm-run': { ...targets['vm-run'], ...settings } } };
}
