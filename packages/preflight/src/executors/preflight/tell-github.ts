import { appendFileSync } from 'node:fs';
import type { Task } from '@flightline/core/executor';
import { type FindingsReport, renderAnnotations, renderSummary } from '@flightline/core/report';

/**
 * In a job of GitHub Actions: the most important findings as annotations, all of them in the job's summary.
 * Elsewhere nothing. The variables are GitHub's.
 */
export function tellGithub(
  report: FindingsReport,
  { env, reporter }: Pick<Task, 'env' | 'reporter'>,
): void {
  const scope = report.subject.name;
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const lines = renderAnnotations(report);
  if (lines.length > 0) reporter.emit({ type: 'report', scope, lines });
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary === undefined) return;
  try {
    appendFileSync(summary, renderSummary(report));
  } catch (error) {
    const message = `The summary of the job could not be written: ${(error as Error).message}`;
    reporter.emit({ type: 'notice', scope, level: 'warn', message });
  }
}
