import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, hasFailed, runChecks } from '@flightline/core/check';
import { writeFileAtomically } from '@flightline/core/evidence';
import { type Task, inRelease, matrixOf } from '@flightline/core/executor';
import { quoteFrom, renderSarif } from '@flightline/core/report';
import { CHECKS } from '../../checks';
import { findingsOf } from './findings';
import { fixProblems } from './fix';
import { renderResult, renderSummary } from './render';
import { type PreflightReport, renderReportJunit } from './report';
import type { PreflightExecutorSchema } from './schema';
import { tellGithub } from './tell-github';

/**
 * Asks the checks of one stage about the project of the task and its boxes, and leaves the answers in
 * `<release root>/dist/preflight/<stage>/{preflight.json,junit.xml,preflight.sarif}`. False when a check failed; a
 * warning or an unanswered question is no failure. False also when it changed files: Nx would keep a success for
 * the files as they were.
 */
export async function preflight(
  { stage = 'source', fix = false, dryRun = false }: PreflightExecutorSchema,
  task: Task,
  checks: readonly Check[] = CHECKS,
): Promise<boolean> {
  const { project, reporter, runner, signal, workspaceRoot, env } = task;
  const scope = project.name;
  const { boxes } = matrixOf(task.projects, scope);
  const asked = checks.filter((check) => check.stage === stage);
  reporter.emit({ type: 'started', scope, title: `preflight, stage '${stage}'` });
  if (asked.length === 0) {
    const message = `There is no check for stage '${stage}' yet, so nothing was looked at.`;
    reporter.emit({ type: 'notice', scope, level: 'warn', message });
  }

  const folder = inRelease(task, project.root, join('dist', 'preflight', stage));
  rmSync(folder, { recursive: true, force: true });
  const releaseRoot = inRelease(task, project.root, '.');
  const context = { runner, signal, workspaceRoot, releaseRoot, env, boxes };
  const quote = quoteFrom(workspaceRoot);
  const results = await runChecks(asked, context, (result) =>
    reporter.emit({ type: 'report', scope, lines: renderResult(result, quote), data: result }),
  );

  const report: PreflightReport = { schemaVersion: 1, release: scope, stage, results };
  writeFileAtomically(join(folder, 'preflight.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileAtomically(join(folder, 'junit.xml'), renderReportJunit(report));
  const findings = findingsOf(report, project.root);
  writeFileAtomically(join(folder, 'preflight.sarif'), renderSarif(findings));
  reporter.emit({ type: 'report', scope, lines: [renderSummary(results)] });
  tellGithub(findings, task);
  const changed = fix && fixProblems(results, dryRun ? 'show' : 'write', task);
  return !hasFailed(results) && !changed;
}
