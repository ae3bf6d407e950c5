import { join } from 'node:path';
import { type Task, inRelease } from '@flightline/core/executor';
import { type Argv, type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import { followBoxes } from './follow';
import { matrixView } from './matrix-view';
import { type ValidateOptions, planValidate } from './plan';

const POLL_MS = 200;

/** Builds, runs the boxes, triages whatever happened. True when every box passed and triage found nothing. */
export async function validate(options: ValidateOptions, task: Task): Promise<boolean> {
  const plan = planValidate(options, task, innerNx(task));
  const { reporter, project } = task;
  reporter.emit({
    type: 'started',
    scope: project.name,
    title: `${plan.boxes.length} boxes, ${Math.min(options.jobs, plan.boxes.length)} at a time: ${plan.boxes.map(({ name }) => name).join(', ')}`,
  });

  if (plan.build !== undefined) {
    const build = await step(task, 'build', plan.build, { live: true });
    if (!succeeded(build)) return false;
  }
  const evidenceDir = inRelease(task, project.root, options.evidenceDir);
  const ran = await runBoxes(task, plan.run, plan.boxes, evidenceDir);
  if (task.signal.aborted) return false;
  const triaged =
    plan.triage === undefined || succeeded(await step(task, 'triage', plan.triage, { live: true }));
  return ran && triaged;
}

async function runBoxes(
  task: Task,
  argv: Argv,
  boxes: Parameters<typeof followBoxes>[1],
  evidenceDir: string,
): Promise<boolean> {
  const { reporter, project } = task;
  const names = boxes.map(({ name }) => name);
  const follower = followBoxes(evidenceDir, boxes, matrixView(reporter, project.name, names));
  const poll = setInterval(() => follower.poll(), POLL_MS);
  const result = await step(task, 'boxes', argv, { live: false }).finally(() =>
    clearInterval(poll),
  );
  follower.poll();

  const cached = names.filter((name) => !follower.seen.has(name));
  if (succeeded(result)) {
    if (cached.length > 0) {
      reporter.emit({
        type: 'notice',
        scope: project.name,
        level: 'info',
        message: `From the cache, nothing had changed: ${cached.join(', ')}`,
      });
    }
    return true;
  }
  // A box that failed has told why in its own events; one that never began has told only the inner nx.
  if (cached.length > 0) tellOutput(task, result);
  return false;
}

function tellOutput({ reporter, project }: Task, { stdout, stderr }: RunResult): void {
  for (const line of `${stdout}\n${stderr}`.trim().split('\n')) {
    reporter.emit({ type: 'output', scope: project.name, source: 'nx', line });
  }
}

async function step(
  task: Task,
  phase: string,
  argv: Argv,
  { live }: { live: boolean },
): Promise<RunResult> {
  const { runner, reporter, project, workspaceRoot, signal } = task;
  reporter.emit({
    type: 'phase-started',
    scope: project.name,
    phase,
    detail: argv.slice(2).join(' '),
  });
  const result = await runner.run(argv, {
    cwd: workspaceRoot,
    signal,
    env: INNER_ENV,
    ...(live
      ? {
          onLine: (line: string) =>
            reporter.emit({ type: 'output', scope: project.name, source: phase, line }),
        }
      : {}),
  });
  reporter.emit({
    type: 'phase-ended',
    scope: project.name,
    phase,
    ok: succeeded(result),
    durationMs: result.durationMs,
    ...(succeeded(result) ? {} : { detail: `nx ${describeEnding(result)}` }),
  });
  return result;
}

/** What the outer nx tells its tasks about themselves must not reach the inner one. */
const INNER_ENV: Readonly<Record<string, string | undefined>> = {
  NX_TUI: 'false',
  NX_TASK_HASH: undefined,
  NX_TASK_TARGET_PROJECT: undefined,
  NX_TASK_TARGET_TARGET: undefined,
  NX_TASK_TARGET_CONFIGURATION: undefined,
  FORCE_COLOR: '0',
};

function innerNx({ workspaceRoot }: Task): Argv {
  return [
    process.execPath,
    require.resolve('nx/bin/nx.js', {
      paths: [workspaceRoot, join(workspaceRoot, 'node_modules')],
    }),
  ];
}
