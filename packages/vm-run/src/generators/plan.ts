// Every generator of this package decides first, on a `Workspace`, and then hands its plan to `carryOut`.
import { FlightlineError, renderError } from '@flightline/core/errors';
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
  /** Text files as they shall be. */
  text?: Readonly<Record<string, string | ExecutableText>>;
  /** Development dependencies that package.json should hold, by name. */
  packages?: Readonly<Record<string, string>>;
  /** Whole sentences: what was left as the user has it although it is not what was wanted. */
  remarks: readonly string[];
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

/**
 * Runs a generator. Nx prints the message of an error and nothing else, so everything the user should read
 * goes into it.
 */
export async function generate(
  tree: Tree,
  decide: (workspace: Workspace) => Plan | Promise<Plan>,
  options: WritingOptions = {},
): Promise<GeneratorCallback> {
  try {
    return await carryOut(tree, await decide(readWorkspace(tree)), options);
  } catch (error) {
    if (!(error instanceof FlightlineError)) throw error;
    throw new Error(renderError(error).join('\n'), { cause: error });
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
  return async () => {
    await install();
    logger.info(['', ...plan.summary].join('\n'));
  };
}

function write(tree: Tree, { json, text = {} }: Plan): void {
  for (const [path, value] of Object.entries(json)) {
    const before = tree.read(path, 'utf8');
    const after =
      before === null ? `${renderJson(value)}\n` : editJson(before, parseJson(before), value);
    if (after !== before) tree.write(path, after);
  }
  for (const [path, content] of Object.entries(text)) {
    if (typeof content === 'string') tree.write(path, content);
    else tree.write(path, content.executable, { mode: 0o755 });
  }
}

/** Returns what installs them, which does nothing when nothing was added. */
function addPackages(tree: Tree, plan: Plan, options: WritingOptions): GeneratorCallback {
  const { packages = {} } = plan;
  const none = Object.keys(packages).length === 0 || !tree.exists('package.json');
  if (none || options.skipPackageJson === true) return () => undefined;
  const keep = options.keepExistingVersions ?? false;
  return addDependenciesToPackageJson(tree, {}, { ...packages }, 'package.json', keep);
}
