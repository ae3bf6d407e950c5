import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, CheckResult } from '@flightline/core/check';
import type { FindingsReport, Level, ReportFinding } from '@flightline/core/report';
import { INPUTS } from '../../inputs';
import { WAIVERS } from '../../waivers';
import type { PreflightReport } from './report';

/** The answers as findings: one for each problem, or one for an answer that names none. */
export function findingsOf(
  { release, stage, results, allowUnverified }: PreflightReport,
  checks: readonly Check[],
  releaseRoot: string,
): FindingsReport {
  const levels: Levels = {
    fail: 'error',
    warn: 'warning',
    unverified: allowUnverified ? 'warning' : 'error',
  };
  const helps = new Map([...checks, WAIVERS, INPUTS].map(({ id, fix }) => [id, fix]));
  return {
    tool: { name: 'flightline-preflight', version: ownVersion() },
    subject: { name: release, file: join(releaseRoot, 'project.json') },
    part: stage,
    rules: results.map(({ id, title, why }) => ({ id, title, why, help: helps.get(id) ?? '' })),
    findings: results.flatMap((result) => [
      ...findingsOfOutcome(result, levels),
      ...result.waived.map(({ status, problem, waiver: { reason, owner, expires } }) => ({
        ...{ rule: result.id, level: levels[status], problem },
        waiver: { reason, owner, expires },
      })),
    ]),
  };
}

type Levels = Readonly<Record<'warn' | 'fail' | 'unverified', Level>>;

function findingsOfOutcome({ id, outcome }: CheckResult, levels: Levels): ReportFinding[] {
  if (outcome.status === 'pass' || outcome.status === 'skip') return [];
  const { status, problems = [] } = outcome;
  const level = levels[status];
  const because = status === 'unverified' ? `Unverified: ${outcome.because}` : outcome.because;
  const help = status === 'unverified' ? {} : { hint: outcome.fix };
  if (problems.length === 0) return [{ rule: id, level, problem: { message: because, ...help } }];
  // Each is read alone, so each says what the answer was.
  return problems.map((problem) => ({
    ...{ rule: id, level },
    problem: { ...help, ...problem, message: `${because} ${problem.message}` },
  }));
}

/** From beside `src` and `dist` alike. */
function ownVersion(): string {
  const text = readFileSync(join(__dirname, '../../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
