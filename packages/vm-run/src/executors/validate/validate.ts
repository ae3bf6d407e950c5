import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FlightlineEvent, StampedEvent } from '@flightline/core/events';
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
    const echo = (line: string) =>
      reporter.emit({ type: 'output', scope: project.name, source: 'build', line });
    if (!succeeded(await step(task, 'build', plan.build, echo))) return false;
  }
  const evidenceDir = inRelease(task, project.root, options.evidenceDir);
  const ran = await runBoxes(task, plan.run, plan.boxes, evidenceDir);
  if (task.signal.aborted || plan.triage === undefined) return ran;
  return (await runTriage(task, plan.triage)) && ran;
}

/** Triage is never cached, so its events can be asked for as JSON and told again as our own. */
async function runTriage(task: Task, argv: Argv): Promise<boolean> {
  const events: FlightlineEvent[] = [];
  const result = await step(
    task,
    'triage',
    argv,
    (line) => {
      const event = parseEvent(line);
      if (event === undefined) return;
      events.push(event);
      task.reporter.emit(event);
    },
    { FLIGHTLINE_FORMAT: 'json' },
  );
  if (events.length === 0) tellOutput(task, result);
  return succeeded(result);
}

/** An event as the JSON renderer writes it; undefined for the lines of nx around it. */
function parseEvent(line: string): FlightlineEvent | undefined {
  const start = line.indexOf('{"time":');
  return start === -1 ? undefined : (JSON.parse(line.slice(start)) as StampedEvent);
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
  const result = await step(task, 'boxes', argv).finally(() => clearInterval(poll));
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
  { runner, reporter, project, workspaceRoot, signal }: Task,
  phase: string,
  argv: Argv,
  onLine?: (line: string) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const scope = project.name;
  reporter.emit({ type: 'phase-started', scope, phase, detail: argv.slice(2).join(' ') });
  const result = await runner.run(argv, {
    cwd: workspaceRoot,
    signal,
    env: { ...INNER_ENV, ...env },
    ...(onLine === undefined ? {} : { onLine }),
  });
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

/** What the outer nx tells its tasks about themselves must not reach the inner one. */
const INNER_ENV: Readonly<Record<string, string | undefined>> = {
  NX_TUI: 'false',
  NX_TASK_HASH: undefined,
  NX_TASK_TARGET_PROJECT: undefined,
  NX_TASK_TARGET_TARGET: undefined,
  NX_TASK_TARGET_CONFIGURATION: undefined,
  FORCE_COLOR: '0',
  FLIGHTLINE_FORMAT: undefined,
};

/** The workspace's own nx, by the path its package names: that changed between versions. */
function innerNx({ workspaceRoot }: Task): Argv {
  const manifest = require.resolve('nx/package.json', { paths: [workspaceRoot] });
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { nx: string } };
  return [process.execPath, join(dirname(manifest), bin.nx)];
}
