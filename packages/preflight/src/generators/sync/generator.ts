import {
  type ProjectConfiguration,
  type Tree,
  formatFiles,
  getProjects,
  readNxJson,
  updateJson,
} from '@nx/devkit';
import { readableError } from '@flightline/core/errors';
import { createRunner } from '@flightline/core/process';
import { CHECKS } from '../../checks';
import { askPlanned } from '../../executors/preflight/ask';
import { type Ground, prepare } from '../../executors/preflight/prepare';
import type { PreflightExecutorSchema } from '../../executors/preflight/schema';
import { NAMED_INPUT, expiryInput, inputsOf } from '../../inputs';
import { type Waiver, readWaivers } from '../../waivers';

const EXECUTOR = '@flightline/preflight:preflight';

/** What Nx shows when files are not as a sync generator would have them. */
interface OutOfSync {
  outOfSyncMessage: string;
  outOfSyncDetails: string[];
}

/** Checks look at what is on disk; a tree with changes of its own is a matter of other generators. */
export default async function sync(tree: Tree): Promise<OutOfSync | undefined> {
  const projects = Object.fromEntries(getProjects(tree));
  const changed: string[] = [];
  for (const [name, project] of Object.entries(projects)) {
    const options = optionsOf(project, defaultsIn(tree));
    const path = `${project.root}/project.json`.replace(/^\.\//, '');
    const derived = project.namedInputs?.[NAMED_INPUT];
    // Without inputs of its own a release project has those of nx.json: every file of it.
    if (options.length === 0 || derived === undefined || !tree.exists(path)) continue;
    const inputs = await inputsFor(options, await groundOf(tree, name, projects));
    if (JSON.stringify(derived) === JSON.stringify(inputs)) continue;
    updateJson(tree, path, (json: Pick<ProjectConfiguration, 'namedInputs'>) => ({
      ...json,
      namedInputs: { ...json.namedInputs, [NAMED_INPUT]: inputs },
    }));
    changed.push(`Release project '${name}': the inputs of preflight follow its checks.`);
  }
  if (changed.length === 0) return undefined;
  await formatFiles(tree);
  return {
    outOfSyncMessage: 'The inputs of preflight are not what its checks look at.',
    outOfSyncDetails: changed,
  };
}

function defaultsIn(tree: Tree): object {
  const defaults = readNxJson(tree)?.targetDefaults?.[EXECUTOR];
  const options: unknown = Array.isArray(defaults) ? undefined : defaults?.options;
  return options ?? {};
}

/** Of every target and configuration that asks the cached stage. */
function optionsOf(
  { targets = {} }: ProjectConfiguration,
  defaults: object,
): PreflightExecutorSchema[] {
  return Object.values(targets)
    .filter(({ executor }) => executor === EXECUTOR)
    .flatMap((target) => {
      const options = target.options as object | undefined;
      const configurations = Object.values(target.configurations ?? {}) as object[];
      return [{}, ...configurations].map((more): PreflightExecutorSchema => ({
        ...defaults,
        ...options,
        ...more,
      }));
    })
    .filter(({ stage = 'source' }) => stage === 'source');
}

async function groundOf(
  tree: Tree,
  name: string,
  projects: Readonly<Record<string, ProjectConfiguration>>,
): Promise<Ground> {
  const facts = Object.entries(projects).map(
    ([one, { root, tags = [], targets = {}, ...more }]) => {
      const { implicitDependencies = [] } = more;
      return [one, { root, tags, targets, implicitDependencies }] as const;
    },
  );
  return {
    project: { name, root: projects[name]?.root ?? '.', tags: projects[name]?.tags ?? [] },
    projects: Object.fromEntries(facts),
    workspaceRoot: tree.root,
    runner: await createRunner(),
    env: process.env,
    signal: new AbortController().signal,
  };
}

async function inputsFor(
  options: readonly PreflightExecutorSchema[],
  ground: Ground,
): Promise<readonly unknown[]> {
  try {
    const records = [];
    const waivers: Waiver[] = [];
    for (const one of options) {
      const { planned, context, beside, waiversFile } = await prepare(one, ground, CHECKS);
      records.push(beside);
      waivers.push(...(await readWaivers(context.files, waiversFile)));
      for (const check of planned) records.push((await askPlanned(check, context)).looked);
    }
    const expiry = expiryInput(waivers);
    return [...inputsOf(records, ground.project.root), ...(expiry === undefined ? [] : [expiry])];
  } catch (error) {
    throw readableError(error);
  }
}
