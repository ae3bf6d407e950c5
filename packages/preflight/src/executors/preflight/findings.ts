import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { FindingsReport, Level, ReportFinding } from '@flightline/core/report';
import type { PreflightReport } from './report';

/** The answers as findings: one for each problem, or one for an answer that names none. */
export function findingsOf(
  { release, stage, results }: PreflightReport,
  releaseRoot: string,
): FindingsReport {
  return {
    tool: { name: 'flightline-preflight', version: ownVersion() },
    subject: { name: release, file: join(releaseRoot, 'project.json') },
    part: stage,
    rules: results.map(({ id, title, why }) => ({ id, title, why })),
    findings: results.flatMap(findingsOfResult),
  };
}

function findingsOfResult({ id, outcome }: CheckResult): ReportFinding[] {
  const found = (level: Level, problem: Problem): ReportFinding => ({ rule: id, level, problem });
  switch (outcome.status) {
    case 'pass':
    case 'skip':
      return [];
    case 'unverified':
      return [found('warning', { message: `Unverified: ${outcome.because}` })];
    case 'warn':
    case 'fail': {
      const level = outcome.status === 'fail' ? 'error' : 'warning';
      const { because, fix, problems = [] } = outcome;
      if (problems.length === 0) return [found(level, { message: because, hint: fix })];
      return problems.map((problem) =>
        // Each is read alone, so each says what the answer was.
        found(level, { hint: fix, ...problem, message: `${because} ${problem.message}` }),
      );
    }
  }
}

/** From beside `src` and `dist` alike. */
function ownVersion(): string {
  const text = readFileSync(join(__dirname, '../../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
