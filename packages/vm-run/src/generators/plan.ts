// Every generator of this package decides first, on a `Workspace`, and then hands its plan to `carryOut`.
import { FlightlineError, renderError } from '@flightline/core/errors';
import { type GeneratorCallback, type Tree, formatFiles, logger, parseJson } from '@nx/devkit';
import type { JsonObject } from './complete';
import { editJson, renderJson } from './json-text';
import { type Workspace, readWorkspace } from './workspace';

/** What a generator is about to write; all paths relative to the workspace. */
export interface Plan {
  /** JSON files as they shall be. One that says this already is not touched. */
  json: Readonly<Record<string, JsonObject>>;
  /** Text files as they shall be. */
  text?: Readonly<Record<string, string | ExecutableText>>;
  /** Whole sentences: what was left as the user has it although it is not what was wanted. */
  remarks: readonly string[];
  /** Whole sentences: what stands now and what to do next. */
  summary: readonly string[];
}

interface ExecutableText {
  executable: string;
}

/**
 * Runs a generator. Nx prints the message of an error and nothing else, so everything the user should read
 * goes into it.
 */
export async function generate(
  tree: Tree,
  decide: (workspace: Workspace) => Plan,
): Promise<GeneratorCallback> {
  try {
    return await carryOut(tree, decide(readWorkspace(tree)));
  } catch (error) {
    if (!(error instanceof FlightlineError)) throw error;
    throw new Error(renderError(error).join('\n'), { cause: error });
  }
}

async function carryOut(tree: Tree, plan: Plan): Promise<GeneratorCallback> {
  for (const [path, value] of Object.entries(plan.json)) {
    const text = tree.read(path, 'utf8');
    const edited =
      text === null ? `${renderJson(value)}\n` : editJson(text, parseJson(text), value);
    if (edited !== text) tree.write(path, edited);
  }
  for (const [path, text] of Object.entries(plan.text ?? {})) {
    if (typeof text === 'string') tree.write(path, text);
    else tree.write(path, text.executable, { mode: 0o755 });
  }
  await formatFiles(tree);
  for (const remark of plan.remarks) logger.warn(remark);
  return () => logger.info(['', ...plan.summary].join('\n'));
}
