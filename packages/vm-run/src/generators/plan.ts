// Every generator of this package decides first, on a `Workspace`, and then hands its plan to `carryOut`.
import { isDeepStrictEqual } from 'node:util';
import { readableError } from '@flightline/core/errors';
import {
  type GeneratorCallback,
  type Tree,
  addDependenciesToPackageJson,
  formatFiles,
  logger,
  parseJson,
} from '@nx/devkit';
import type { JsonObject } from './complete';
import { editJson, renderJson } from './json-text';
import { type Workspace, readWorkspace } from './workspace';

/** What a generator is about to write; all paths relative to the workspace. */
export interface Plan {
  /** JSON files as they shall be. One that says this already is not touched. */
  json: Readonly<Record<string, JsonObject>>;
  /** JSON files that nobody edits: they say this and nothing else. */
  derived?: Readonly<Record<string, JsonObject>>;
  /** Files or folders that go. */
  removed?: readonly string[];
  /** Text files as they shall be. */
  text?: Readonly<Record<string, string | ExecutableText>>;
  /** Development dependencies that package.json should hold, by name. */
  packages?: Readonly<Record<string, string>>;
  /** Whole sentences: what was left as the user has it although it is not what was wanted. */
  remarks: readonly string[];
  /** Whole sentences: what is to become different. A dry run shows them, too. */
  changes?: readonly string[];
  /** Whole sentences: what stands now and what to do next. */
  summary: readonly string[];
}

interface ExecutableText {
  executable: string;
}

/** What users of Nx may ask of any generator. */
export interface WritingOptions {
  skipFormat?: boolean;
  skipPackageJson?: boolean;
  keepExistingVersions?: boolean;
}

/** Runs a generator. */
export async function generate(
  tree: Tree,
  decide: (workspace: Workspace) => Plan | Promise<Plan>,
  options: WritingOptions = {},
): Promise<GeneratorCallback> {
  try {
    return await carryOut(tree, await decide(readWorkspace(tree)), options);
  } catch (error) {
    throw readableError(error);
  }
}

async function carryOut(
  tree: Tree,
  plan: Plan,
  options: WritingOptions,
): Promise<GeneratorCallback> {
  write(tree, plan);
  const install = addPackages(tree, plan, options);
  if (options.skipFormat !== true) await formatFiles(tree);
  for (const remark of plan.remarks) logger.warn(remark);
  for (const change of plan.changes ?? []) logger.info(change);
  return async () => {
    await install();
    logger.info(['', ...plan.summary].join('\n'));
  };
}

/** Writes what differs and nothing else; returns the paths it touched. */
export function write(
  tree: Tree,
  plan: Pick<Plan, 'json' | 'derived' | 'removed' | 'text'>,
): string[] {
  const touched = [
    ...Object.entries(plan.json).filter(([path, value]) => editFile(tree, path, value)),
    ...Object.entries(plan.derived ?? {}).filter(([path, value]) => replaceFile(tree, path, value)),
    ...Object.entries(plan.text ?? {}),
  ].map(([path]) => path);
  for (const [path, content] of Object.entries(plan.text ?? {})) {
    if (typeof content === 'string') tree.write(path, content);
    else tree.write(path, content.executable, { mode: 0o755 });
  }
  for (const path of plan.removed ?? []) tree.delete(path);
  return [...touched, ...(plan.removed ?? [])];
}

function editFile(tree: Tree, path: string, value: JsonObject): boolean {
  const before = tree.read(path, 'utf8');
  const after =
    before === null ? `${renderJson(value)}\n` : editJson(before, parseJson(before), value);
  if (after !== before) tree.write(path, after);
  return after !== before;
}

function replaceFile(tree: Tree, path: string, value: JsonObject): boolean {
  const before = tree.read(path, 'utf8');
  const differs = before === null || !isDeepStrictEqual(parseJson(before), value);
  if (differs) tree.write(path, `${renderJson(value)}\n`);
  return differs;
}

/** Returns what installs them, which does nothing when nothing was added. */
function addPackages(tree: Tree, plan: Plan, options: WritingOptions): GeneratorCallback {
  const { packages = {} } = plan;
  const none = Object.keys(packages).length === 0 || !tree.exists('package.json');
  if (none || options.skipPackageJson === true) return () => undefined;
  const keep = options.keepExistingVersions ?? false;
  return addDependenciesToPackageJson(tree, {}, { ...packages }, 'package.json', keep);
}
