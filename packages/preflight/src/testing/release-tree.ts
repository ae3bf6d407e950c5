import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Check, type Outcome, type Targets, runCheck } from '@flightline/core/check';
import { openProjectFiles } from '@flightline/core/files';
import { type Box, type BoxDefinition, completeBox } from '@flightline/core/model';
import type { Runner } from '@flightline/core/process';
import { fakeRunner, temporaryFolder } from '@flightline/core/testing';
import { planFixes } from '../fix';
import { fileText } from '../fix/text';
import { settingsOf } from '../settings';

/** Files by their path below the workspace. */
export type Tree = Readonly<Record<string, string | Buffer>>;

/** What is beside its files: settings of the check, targets of the release project, commands, variables. */
interface More {
  settings?: object;
  targets?: Targets;
  runner?: Runner;
  env?: Readonly<Record<string, string>>;
}

/** A box of release project `app`, without a mistake unless the options make one. */
export function box(name: string, options: BoxDefinition = {}): Box {
  return {
    name,
    root: `app/vms/boxes/${name}`,
    options: completeBox({ image: 'debian:bookworm', hostname: name, ...options }),
  };
}

/** What a check answers about release project `app` in a workspace of these files. */
export async function answer(
  check: Check,
  tree: Tree,
  boxes: readonly Box[] = [],
  more: More = {},
): Promise<Outcome> {
  const { path, remove } = temporaryFolder();
  try {
    write(path, tree);
    return await answerIn(path, check, boxes, more);
  } finally {
    remove();
  }
}

/** As `answer`, in a workspace that is there. */
export async function answerIn(
  workspaceRoot: string,
  check: Check,
  boxes: readonly Box[] = [],
  { settings: given = {}, targets = {}, runner = fakeRunner({}), env = {} }: More = {},
): Promise<Outcome> {
  const { settings, problems } = settingsOf([check], { [check.id]: given });
  expect(problems).toEqual([]);
  const releaseRoot = join(workspaceRoot, 'app');
  const { outcome } = await runCheck(check, {
    files: openProjectFiles(workspaceRoot, releaseRoot),
    settings: settings.get(check.id)?.own,
    signal: new AbortController().signal,
    ...{ runner, workspaceRoot, releaseRoot, env, boxes, targets },
  });
  return outcome;
}

/** The files after the edits that an answer offers. */
export function mended(outcome: Outcome, tree: Tree): Tree {
  const problems = 'problems' in outcome ? (outcome.problems ?? []) : [];
  const { changes } = planFixes(problems, (file) => fileText(String(tree[file] ?? '')));
  return { ...tree, ...Object.fromEntries(changes.map(({ file, after }) => [file, after])) };
}

export function write(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
