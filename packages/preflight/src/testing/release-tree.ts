import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Check, Outcome } from '@flightline/core/check';
import { type Box, type BoxDefinition, completeBox } from '@flightline/core/model';
import { fakeRunner, temporaryFolder } from '@flightline/core/testing';

/** Files by their path below the workspace. */
export type Tree = Readonly<Record<string, string>>;

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
): Promise<Outcome> {
  const { path, remove } = temporaryFolder();
  try {
    write(path, tree);
    return await check.run({
      runner: fakeRunner({}),
      signal: new AbortController().signal,
      workspaceRoot: path,
      releaseRoot: join(path, 'app'),
      env: {},
      boxes,
    });
  } finally {
    remove();
  }
}

export function write(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
