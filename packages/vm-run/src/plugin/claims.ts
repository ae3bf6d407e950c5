// Boxes are told by the outputs of their tasks and not by the project graph: those name the very files that a cache
// restores, and reading the graph costs more than everything else here.
import { join, posix } from 'node:path';
import type { PostTasksExecutionContext } from '@nx/devkit';
import { BOX_DEFAULTS, type Box } from '@flightline/core/model';
import type { Claim } from './refuse';

/** What this needs of Nx's context. */
export type FinishedRun = Pick<PostTasksExecutionContext, 'workspaceRoot' | 'taskResults'>;

type TaskResult = FinishedRun['taskResults'][string];
type Task = TaskResult['task'];

/** The tasks that Nx counts as passed boxes. */
export function claimsOf({ workspaceRoot, taskResults }: FinishedRun): Claim[] {
  return Object.values(taskResults).flatMap((result): Claim[] => {
    const evidenceDir = passed(result) ? evidenceDirOf(result.task) : undefined;
    return evidenceDir === undefined ? [] : [claimOf(result, evidenceDir, workspaceRoot)];
  });
}

function passed({ status }: TaskResult): boolean {
  return status !== 'failure' && status !== 'skipped' && status !== 'stopped';
}

/** The evidence folder of a box, relative to the workspace; undefined for a task that is no box. */
function evidenceDirOf({ target: { project }, outputs }: Task): string | undefined {
  const paths = outputs.map((path) => posix.normalize(path));
  const end = `/results/${project}`;
  return paths
    .filter((path) => path.endsWith(end))
    .map((path) => path.slice(0, -end.length))
    .find((folder) => paths.includes(`${folder}/logs/${project}_run.log`));
}

function claimOf({ task, status }: TaskResult, evidenceDir: string, workspaceRoot: string): Claim {
  return {
    task: task.id,
    box: task.target.project,
    hostname: hostnameIn(task.outputs, evidenceDir),
    taskHash: task.hash ?? null,
    cached: status !== 'success',
    evidenceDir: join(workspaceRoot, evidenceDir),
    releaseRoot: join(workspaceRoot, releaseRootOf(evidenceDir)),
    boxRoot: join(workspaceRoot, task.projectRoot ?? ''),
  };
}

/** The reports of a box are filed by its host name. */
function hostnameIn(outputs: readonly string[], evidenceDir: string): string | null {
  const found = outputs.find(
    (path) => posix.dirname(posix.normalize(path)) === `${evidenceDir}/reports`,
  );
  return found === undefined ? null : posix.basename(found);
}

/** A box is refused any other evidence folder than the default one. */
function releaseRootOf(evidenceDir: string): string {
  return posix.join(evidenceDir, posix.relative(BOX_DEFAULTS.evidenceDir, '.'));
}

/** A box that came from a cache, by its project. Nx alone knows its task hash. */
export function claimOfCached(
  { name, root, options }: Box,
  places: { workspaceRoot: string; evidenceDir: string; releaseRoot: string },
): Claim {
  return {
    task: `${name}:vm-run`,
    box: name,
    hostname: options.hostname,
    taskHash: null,
    cached: true,
    evidenceDir: places.evidenceDir,
    releaseRoot: join(places.workspaceRoot, places.releaseRoot),
    boxRoot: join(places.workspaceRoot, root),
  };
}
