import { relative } from 'node:path';
import { formatDuration } from '@flightline/core/events';
import { type Task, inRelease } from '@flightline/core/executor';
import { BOX_DEFAULTS } from '@flightline/core/model';
import { type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import { claimOfCached } from '../../plugin/claims';
import { describeRefusals } from '../../plugin/describe-refusals';
import { refuse } from '../../plugin/refuse';
import { type Follower, followBoxes } from './follow';
import { boxHeading, innerNx, runInnerNx } from './inner-nx';
import { matrixView } from './matrix-view';
import { beginPhase } from './phase';
import { type ValidateOptions, type ValidatePlan, planValidate } from './plan';

const POLL_MS = 200;

/** A line of a container engine, as our own renderer hands it on; all of them stand in the build's log. */
const ENGINE_LINE = /^ {2}\S+ \| /;

/** Runs the triage of the release project, which speaks for itself; true when it is green. */
export type Triage = (options: NonNullable<ValidatePlan['triage']>) => Promise<boolean>;

/** Builds, runs the boxes, triages whatever happened. True when every box passed and triage found nothing. */
export async function validate(
  options: ValidateOptions,
  task: Task,
  triage: Triage,
): Promise<boolean> {
  const startedAt = performance.now();
  const plan = planValidate(options, task, innerNx(task));
  const { reporter, project } = task;
  const names = plan.boxes.map(({ name }) => name);
  const atOnce = Math.min(options.jobs, names.length);
  const title = `${names.length} boxes, ${atOnce} at a time: ${names.join(', ')}`;
  reporter.emit({ type: 'started', scope: project.name, title });

  const evidenceDir = inRelease(task, project.root, BOX_DEFAULTS.evidenceDir);
  const follower = followBoxes(evidenceDir, plan.boxes, matrixView(reporter, project.name, names));
  const { result, built } = await runNx(task, plan, follower);
  if (!built || task.signal.aborted) return false;
  const unseen = names.filter((name) => !follower.seen.has(name));
  // A box that failed has told why in its own events; one that never began has told only the inner nx.
  if (!succeeded(result) && unseen.length > 0) tellOutput(task, result);
  const ran = succeeded(result) && (await believeCache(task, plan, evidenceDir, unseen));
  const green = (plan.triage === undefined || (await triage(plan.triage))) && ran;

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

/**
 * Runs the inner nx, as one phase or as two: it builds until the first sign of a box, since boxes wait for their
 * artifact. `built`: the boxes had their turn.
 */
async function runNx(
  task: Task,
  { builds, run }: ValidatePlan,
  follower: Follower,
): Promise<{ result: RunResult; built: boolean }> {
  const { reporter, project } = task;
  const command = run.slice(2).join(' ');
  let building = builds;
  let phase = beginPhase(reporter, project.name, building ? 'build' : 'boxes', command);
  const endBuild = () => {
    building = false;
    phase.end(true);
    phase = beginPhase(reporter, project.name, 'boxes', command);
  };
  const poll = setInterval(() => {
    follower.poll();
    if (building && follower.seen.size > 0) endBuild();
  }, POLL_MS);
  const result = await runInnerNx(task, run, (line) => {
    if (building && boxHeading(line) !== undefined) endBuild();
    else if (building) tellBuild(task, line);
  });
  clearInterval(poll);
  follower.poll();
  const ok = succeeded(result);
  phase.end(ok, ok ? undefined : `nx ${describeEnding(result)}`);
  return { result, built: ok || !building };
}

function tellBuild({ reporter, project: { name: scope } }: Task, line: string): void {
  if (ENGINE_LINE.test(line))
    reporter.emit({ type: 'progress', scope, phase: 'build', detail: line.trim() });
  else if (line.trim() !== '') reporter.emit({ type: 'output', scope, source: 'build', line });
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

/** What the inner nx said of the boxes: its reasons, when nothing of ours began. */
function tellOutput({ reporter, project }: Task, { stdout, stderr }: RunResult): void {
  const lines = stdout.split('\n');
  const first = lines.findIndex((line) => boxHeading(line) !== undefined);
  const text = [...lines.slice(Math.max(0, first)), stderr].join('\n');
  for (const line of text.trim().split('\n'))
    reporter.emit({ type: 'output', scope: project.name, source: 'nx', line });
}
