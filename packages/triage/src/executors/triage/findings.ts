import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingsReport, Level, ReportFinding, ReportRule } from '@flightline/core/report';
import { RULES } from '../../rules';
import { boxesText, separationText } from './describe-cause';
import type { Cause, Remark, TriageReport } from './report';

const LEVELS = { hard: 'error', soft: 'warning', info: 'note' } as const satisfies Record<
  string,
  Level
>;

/** The causes and remarks in the form that all writers of reports understand. */
export function findingsOf(report: TriageReport, releaseRoot: string): FindingsReport {
  const { release, causes, remarks } = report;
  const all = causes.flatMap((cause) => [cause, ...cause.consequences]);
  return {
    tool: { name: 'flightline-triage', version: ownVersion() },
    subject: { name: release, file: join(releaseRoot, 'project.json') },
    part: 'matrix',
    rules: rulesOf(all),
    findings: [
      ...causes.flatMap((cause) => findingsOfCause(cause, report)),
      ...remarks.map(ofRemark),
    ],
  };
}

/** Every rule that says something here, in the order of what is most important. */
function rulesOf(causes: readonly Cause[]): ReportRule[] {
  const rules = new Map<string, ReportRule>();
  for (const cause of causes) {
    const id = idOf(cause);
    const { title, why, action } = RULES.find((rule) => rule.id === id) ?? cause;
    if (!rules.has(id)) rules.set(id, { id, title, why, help: action });
  }
  return [...rules.values()];
}

const idOf = ({ rule }: Cause): string => rule ?? 'unexplained';

function findingsOfCause(cause: Cause, report: TriageReport): ReportFinding[] {
  const { evidence, severity, title, action, expected } = cause;
  const where = [boxesText(cause, report.boxes.length), separationText(cause)].filter(
    (text) => text !== '',
  );
  const finding: ReportFinding = {
    rule: idOf(cause),
    level: LEVELS[severity],
    problem: {
      message: `${title}, on ${where.join('; ')}.${evidence === null ? '' : ` ${evidence.text}`}`,
      hint: action,
      ...(evidence === null ? {} : { file: evidence.file, line: evidence.line }),
    },
    ...(expected === undefined
      ? {}
      : {
          waiver: {
            reason: expected.reason,
            expires: expected.expires,
            ...(expected.ticket === undefined ? {} : { owner: expected.ticket }),
          },
        }),
  };
  return [finding, ...cause.consequences.flatMap((one) => findingsOfCause(one, report))];
}

function ofRemark({ kind, severity, message, file, line }: Remark): ReportFinding {
  const place = { ...(file === null ? {} : { file }), ...(line === undefined ? {} : { line }) };
  return { rule: `expectation-${kind}`, level: LEVELS[severity], problem: { message, ...place } };
}

/** From beside `src` and `dist` alike. */
function ownVersion(): string {
  const text = readFileSync(join(__dirname, '../../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
