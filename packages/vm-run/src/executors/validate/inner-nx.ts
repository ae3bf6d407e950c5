import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Task } from '@flightline/core/executor';
import { type Argv, type RunResult, describeEnding, succeeded } from '@flightline/core/process';

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

export interface StepOptions {
  onLine?: (line: string) => void;
  /** What has to be told before the step is told to be over. */
  beforeEnd?: () => void;
  env?: Readonly<Record<string, string>>;
  /** As in `RunOptions`. */
  maxCapture?: number;
}

/** Runs one call of the inner nx as a phase of the validation. */
export async function runStep(
  { runner, reporter, project, workspaceRoot, signal, env: own }: Task,
  phase: string,
  argv: Argv,
  { onLine, beforeEnd, env, maxCapture }: StepOptions = {},
): Promise<RunResult> {
  const scope = project.name;
  reporter.emit({ type: 'phase-started', scope, phase, detail: argv.slice(2).join(' ') });
  const result = await runner.run(argv, {
    cwd: workspaceRoot,
    signal,
    killGrace: KILL_GRACE_MS,
    // Without a daemon each call starts all plugins, which takes half a second more in processes of their own.
    env: { NX_ISOLATE_PLUGINS: own['NX_ISOLATE_PLUGINS'] ?? 'false', ...INNER_ENV, ...env },
    ...(onLine === undefined ? {} : { onLine }),
    ...(maxCapture === undefined ? {} : { maxCapture }),
  });
  beforeEnd?.();
  const ok = succeeded(result);
  const detail = ok ? {} : { detail: `nx ${describeEnding(result)}` };
  reporter.emit({
    type: 'phase-ended',
    scope,
    phase,
    ok,
    durationMs: result.durationMs,
    ...detail,
  });
  return result;
}
