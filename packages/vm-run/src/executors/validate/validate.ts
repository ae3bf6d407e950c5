import { relative } from 'node:path';
import { type FlightlineEvent, type StampedEvent, formatDuration } from '@flightline/core/events';
import { type Task, inRelease } from '@flightline/core/executor';
import { BOX_DEFAULTS } from '@flightline/core/model';
import { type RunResult, succeeded } from '@flightline/core/process';
import { claimOfCached } from '../../plugin/claims';
import { describeRefusals } from '../../plugin/describe-refusals';
import { refuse } from '../../plugin/refuse';
import { followBoxes } from './follow';
import { innerNx, runStep } from './inner-nx';
import { matrixView } from './matrix-view';
import { type ValidateOptions, type ValidatePlan, planValidate } from './plan';

const POLL_MS = 200;

/** Room for all findings of all boxes, in bytes. */
const MAX_EVENTS_BYTES = 256 * 1024 * 1024;

/** A line of a container engine, as our own renderer hands it on; all of them stand in the build's log. */
const ENGINE_LINE = /^ {2}\S+ \| /;

/** Builds, runs the boxes, triages whatever happened. True when every box passed and triage found nothing. */
export async function validate(options: ValidateOptions, task: Task): Promise<boolean> {
  const startedAt = performance.now();
  const plan = planValidate(options, task, innerNx(task));
  const { reporter, project } = task;
  const names = plan.boxes.map(({ name }) => name);
  const atOnce = Math.min(options.jobs, names.length);
  const title = `${names.length} boxes, ${atOnce} at a time: ${names.join(', ')}`;
  reporter.emit({ type: 'started', scope: project.name, title });

  if (!(await build(task, plan))) return false;
  const evidenceDir = inRelease(task, project.root, BOX_DEFAULTS.evidenceDir);
  const ran = await runBoxes(task, plan, evidenceDir);
  if (task.signal.aborted) return false;
  const green = (await triage(task, plan)) && ran;

  const verdict = `${green ? 'passed' : 'did not pass'} in ${formatDuration(performance.now() - startedAt)}`;
  const evidence = relative(task.workspaceRoot, evidenceDir);
  reporter.emit({
    type: 'report',
    scope: project.name,
    lines: ['', `${project.name}  ${verdict}. The evidence is in ${evidence}`],
    data: { green, evidence },
  });
  return green;
}

async function build(task: Task, plan: ValidatePlan): Promise<boolean> {
  if (plan.build === undefined) return true;
  const scope = task.project.name;
  const onLine = (line: string) => {
    if (ENGINE_LINE.test(line)) {
      task.reporter.emit({ type: 'progress', scope, phase: 'build', detail: line.trim() });
    } else if (line.trim() !== '') {
      task.reporter.emit({ type: 'output', scope, source: 'build', line });
    }
  };
  return succeeded(await runStep(task, 'build', plan.build, { onLine }));
}

async function runBoxes(task: Task, plan: ValidatePlan, evidenceDir: string): Promise<boolean> {
  const { reporter, project } = task;
  const names = plan.boxes.map(({ name }) => name);
  const follower = followBoxes(evidenceDir, plan.boxes, matrixView(reporter, project.name, names));
  const poll = setInterval(() => follower.poll(), POLL_MS);
  const beforeEnd = () => {
    clearInterval(poll);
    follower.poll();
  };
  const result = await runStep(task, 'boxes', plan.run, { beforeEnd });

  const unseen = names.filter((name) => !follower.seen.has(name));
  // A box that failed has told why in its own events; one that never began has told only the inner nx.
  if (!succeeded(result) && unseen.length > 0) tellOutput(task, result);
  return succeeded(result) && believeCache(task, plan, evidenceDir, unseen);
}

/** Tells which boxes came from the cache. False when the evidence of one is refused; an inner nx without our plugin takes it. */
async function believeCache(
  { reporter, project, workspaceRoot }: Task,
  { boxes }: ValidatePlan,
  evidenceDir: string,
  unseen: readonly string[],
): Promise<boolean> {
  const scope = project.name;
  const claims = boxes
    .filter(({ name }) => unseen.includes(name))
    .map((box) => claimOfCached(box, { workspaceRoot, evidenceDir, releaseRoot: project.root }));
  const refusals = await refuse(claims);
  const believed = unseen.filter((name) => !refusals.some(({ box }) => box === name));
  if (believed.length > 0) {
    const message = `From the cache, nothing had changed: ${believed.join(', ')}`;
    reporter.emit({ type: 'notice', scope, level: 'info', message });
  }
  if (refusals.length > 0)
    reporter.emit({ type: 'report', scope, lines: describeRefusals(refusals), data: refusals });
  return refusals.length === 0;
}

/** Triage is never cached, so its events can be asked for as JSON and told again as our own. */
async function triage(task: Task, plan: ValidatePlan): Promise<boolean> {
  if (plan.triage === undefined) return true;
  const result = await runStep(task, 'triage', plan.triage, {
    env: { FLIGHTLINE_FORMAT: 'json' },
    maxCapture: MAX_EVENTS_BYTES,
  });
  const events = result.stdout.split('\n').flatMap(parseEvent);
  for (const event of events) task.reporter.emit(event);
  if (events.length === 0) tellOutput(task, result);
  return succeeded(result);
}

/** An event as the JSON renderer writes it; none for the lines of nx around it. */
function parseEvent(line: string): FlightlineEvent[] {
  const start = line.indexOf('{"time":');
  return start === -1 ? [] : [JSON.parse(line.slice(start)) as StampedEvent];
}

/** What the inner nx said: its reasons, when nothing of ours began. */
function tellOutput({ reporter, project }: Task, { stdout, stderr }: RunResult): void {
  for (const line of `${stdout}\n${stderr}`.trim().split('\n')) {
    reporter.emit({ type: 'output', scope: project.name, source: 'nx', line });
  }
}
