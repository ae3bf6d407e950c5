import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Stage } from '@flightline/core/check';
import { UserError } from '@flightline/core/errors';
import { writeFileAtomically } from '@flightline/core/evidence';
import { type Task, inRelease } from '@flightline/core/executor';
import { quoteFrom, renderSarif, tellGithub } from '@flightline/core/report';
import { CHECKS } from '../../checks';
import { NAMED_INPUT, judgeInputs } from '../../inputs';
import { type WaivedResult, judgeWaivers, readWaivers, stillHolding, waive } from '../../waivers';
import { askPlanned } from './ask';
import { explain } from './explain';
import { findingsOf } from './findings';
import { fixProblems } from './fix';
import { mendFound } from './mend';
import { withoutPredictions, writePredictions } from './predictions';
import { prepare } from './prepare';
import { renderResult, renderSummary } from './render';
import { type PreflightReport, renderReportJunit } from './report';
import type { PreflightExecutorSchema } from './schema';

/** What the specs replace. */
interface Parts {
  checks: readonly Check[];
  now: () => Date;
}

/**
 * Asks the checks of one stage about the project of the task and its boxes, and leaves the answers in
 * `<release root>/dist/preflight/<stage>/{preflight.json,junit.xml,preflight.sarif}`, in stage `artifact` with
 * predictions.json beside them. False when a check failed, or when one could not find out and that is not allowed; a
 * warning is no failure. False also when it changed something: Nx would keep a success for what was before.
 */
export async function preflight(
  options: PreflightExecutorSchema,
  task: Task,
  { checks = CHECKS, now = () => new Date() }: Partial<Parts> = {},
): Promise<boolean> {
  const { stage = 'source', fix = false, dryRun = false, allowUnverified = false } = options;
  const { project, reporter } = task;
  const scope = project.name;
  const folder = inRelease(task, project.root, join('dist', 'preflight', stage));
  // Also of a run that asks nothing: Nx takes what stands there for what the run left.
  rmSync(folder, { recursive: true, force: true });
  const prepared = await prepare(options, task, checks);
  const { planned, context } = prepared;
  if (options.explain !== undefined) {
    reporter.emit({ type: 'report', scope, lines: explain(options.explain, prepared.checks) });
    return true;
  }

  refuseToBeKept(stage, task);
  const today = now().toISOString().slice(0, 10);
  const waivers = await readWaivers(context.files, prepared.waiversFile);
  reporter.emit({ type: 'started', scope, title: `preflight, stage '${stage}'` });
  if (planned.length === 0) {
    const message = `There is no check for stage '${stage}' yet, so nothing was looked at.`;
    reporter.emit({ type: 'notice', scope, level: 'warn', message });
  }

  const quote = quoteFrom(task.workspaceRoot);
  const results: WaivedResult[] = [];
  const tell = (result: WaivedResult) => {
    results.push(result);
    reporter.emit({ type: 'report', scope, lines: renderResult(result, quote), data: result });
  };
  const holding = stillHolding(waivers, today);
  for (const one of planned) tell(waive(await askPlanned(one, context), holding, context.files));
  if (waivers.length > 0)
    tell(judgeWaivers(waivers, { stage, checks: prepared.checks, results, today }));
  if (stage === 'source') {
    const judged = judgeInputs({
      records: [prepared.beside, ...results.map((result) => result.looked)],
      waivers: task.target.cached ? waivers : [],
      inputs: inputsNamedBy(task),
      root: project.root,
    });
    // Of a workspace that is in step nothing has to be said.
    if (judged.outcome.status === 'fail') tell({ ...judged, waived: [] });
  }

  const report: PreflightReport = {
    ...{ schemaVersion: 1, release: scope, stage, allowUnverified },
    results: withoutPredictions(results),
  };
  const findings = findingsOf(report, prepared.checks, project.root);
  writeFileAtomically(join(folder, 'preflight.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (stage === 'artifact') writePredictions(results, context.releaseRoot);
  writeFileAtomically(join(folder, 'junit.xml'), renderReportJunit(report));
  writeFileAtomically(join(folder, 'preflight.sarif'), renderSarif(findings));
  reporter.emit({ type: 'report', scope, lines: [renderSummary(results)] });
  tellGithub(findings, task);
  if (!fix) return !hasFailed(report);
  const mode = dryRun ? 'show' : 'write';
  const changed = fixProblems(results, mode, task);
  const mended = await mendFound(planned, results, mode, context, task);
  return !hasFailed(report) && !changed && !mended;
}

/** Only what stage `source` asks follows from files that Nx hashes. */
function refuseToBeKept(stage: Stage, { target }: Task): void {
  if (stage === 'source' || !target.cached) return;
  throw new UserError(
    'OPTIONS_INVALID',
    `Nx would keep the answers of stage '${stage}', which change while no file does.`,
    `Ask it in a target of its own with "cache": false, e.g. 'preflight-${stage}'.`,
  );
}

/** What Nx hashes for the cached stage; undefined where the release project has no inputs of its own. */
const inputsNamedBy = ({ projects, project }: Task): readonly unknown[] | undefined =>
  projects[project.name]?.namedInputs?.[NAMED_INPUT];

const hasFailed = ({ results, allowUnverified }: PreflightReport): boolean =>
  results.some(
    ({ outcome: { status } }) => status === 'fail' || (status === 'unverified' && !allowUnverified),
  );
