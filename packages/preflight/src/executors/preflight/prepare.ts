import type { Check, CheckContext } from '@flightline/core/check';
import { type Task, inRelease, matrixOf } from '@flightline/core/executor';
import { type FilesRecord, openProjectFiles } from '@flightline/core/files';
import { OWN_CHECKS, loadOwnChecks } from '../../own-checks';
import { type PlannedCheck, planPreflight } from './plan';
import type { PreflightExecutorSchema } from './schema';

/** What a program has to know of where it is to ask checks. */
export type Ground = Pick<
  Task,
  'project' | 'projects' | 'workspaceRoot' | 'runner' | 'env' | 'signal'
>;

export interface Prepared {
  /** Those of Flightline and those of the release project. */
  checks: readonly Check[];
  /** Those that are asked. */
  planned: readonly PlannedCheck[];
  context: Omit<CheckContext, 'settings'>;
  /** Where the waivers stand. */
  waiversFile: string;
  /** What the answers depend on beside what each check looks at. */
  beside: FilesRecord;
}

/** Finds out what to ask. Raises OPTIONS_INVALID and CHECKS_INVALID. */
export async function prepare(
  options: PreflightExecutorSchema,
  ground: Ground,
  checks: readonly Check[],
): Promise<Prepared> {
  const context = contextOf(ground);
  const waiversFile = options.waivers ?? 'preflight-waivers.yml';
  const own = await loadOwnChecks(options.ownChecks ?? OWN_CHECKS, checks, context);
  const all = [...checks, ...own.checks];
  const planned = planPreflight({ ...options, stage: options.stage ?? 'source' }, all);
  const beside = { patterns: [], files: [waiversFile, ...own.looked.files] };
  return { checks: all, planned, context, waiversFile, beside };
}

function contextOf(ground: Ground): Omit<CheckContext, 'settings'> {
  const { runner, signal, workspaceRoot, env, project } = ground;
  const releaseRoot = inRelease(ground, project.root, '.');
  const files = openProjectFiles(workspaceRoot, releaseRoot);
  const { boxes } = matrixOf(ground.projects, project.name);
  const targets = ground.projects[project.name]?.targets ?? {};
  return { runner, signal, workspaceRoot, releaseRoot, env, boxes, files, targets };
}
