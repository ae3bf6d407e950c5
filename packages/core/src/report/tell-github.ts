import { appendFileSync } from 'node:fs';
import type { Reporter } from '../events';
import type { FindingsReport } from './findings';
import { renderAnnotations, renderSummary } from './github';

/** Where it is told. */
interface Job {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly reporter: Reporter;
}

/**
 * In a job of GitHub Actions: the most important findings as annotations, all of them in the job's summary.
 * Elsewhere nothing. The variables are GitHub's.
 */
export function tellGithub(report: FindingsReport, { env, reporter }: Job): void {
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
