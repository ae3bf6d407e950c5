import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Task } from '@flightline/core/executor';
import type { Argv, RunResult } from '@flightline/core/process';

/** What the outer nx tells its tasks about themselves must not reach the inner one. */
const INNER_ENV: Readonly<Record<string, string | undefined>> = {
  NX_TUI: 'false',
  // The daemon hears of changed files a moment late, and of some links never; a release is judged by what is there.
  NX_DAEMON: 'false',
  NX_TASK_HASH: undefined,
  NX_TASK_TARGET_PROJECT: undefined,
  NX_TASK_TARGET_TARGET: undefined,
  NX_TASK_TARGET_CONFIGURATION: undefined,
  FORCE_COLOR: '0',
  FLIGHTLINE_FORMAT: undefined,
};

/** An interrupted nx gives its tasks 5 s to clean up; it is not killed before it has. In ms. */
const KILL_GRACE_MS = 15_000;

/** The workspace's own nx, by the path its package names: that changed between versions. */
export function innerNx({ workspaceRoot }: Task): Argv {
  const manifest = require.resolve('nx/package.json', { paths: [workspaceRoot] });
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { nx: string } };
  return [process.execPath, join(dirname(manifest), bin.nx)];
}

export function runInnerNx(
  { runner, workspaceRoot, signal, env }: Task,
  argv: Argv,
  onLine: (line: string) => void,
): Promise<RunResult> {
  return runner.run(argv, {
    cwd: workspaceRoot,
    signal,
    killGrace: KILL_GRACE_MS,
    // Without a daemon each call starts all plugins, which takes half a second more in processes of their own.
    env: { NX_ISOLATE_PLUGINS: env['NX_ISOLATE_PLUGINS'] ?? 'false', ...INNER_ENV },
    onLine,
  });
}

/** The project whose box begins, or comes from the cache, with this line of nx; undefined for any other line. */
export const boxHeading = (line: string): string | undefined =>
  /^> nx run (\S+):vm-run(\s|$)/.exec(line)?.[1];
