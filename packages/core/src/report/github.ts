// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import {
  type FindingsReport,
  type Level,
  type ReportFinding,
  inOrder,
  textOf,
  waiverText,
} from './findings';

const COMMANDS: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

/** GitHub shows ten of a kind in a step; these are for all kinds together, because a person reads them. */
const ANNOTATIONS = 10;

/** The most important findings as workflow commands, one a line. What is waived is left out. */
export function renderAnnotations(report: FindingsReport): string[] {
  const counting = inOrder(report).filter(({ waiver }) => waiver === undefined);
  return counting.slice(0, ANNOTATIONS).map(({ rule, level, problem }) => {
    const { file, line, column } = problem;
    const properties = Object.entries({ title: rule, file, line, col: column })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${COMMANDS[level]} ${properties.join(',')}::${escapeData(textOf(problem))}`;
  });
}

// As the toolkit of GitHub's actions escapes them: `%` first, or the others would be escaped twice.
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A job summary may have 1 MiB in all, of which one report takes a part. */
const SUMMARY_FINDINGS = 200;
const MESSAGE_LENGTH = 500;

/** The report as Markdown, for a job summary. */
export function renderSummary(report: FindingsReport): string {
  const { tool, subject, part, rules } = report;
  const findings = inOrder(report);
  const left = findings.length - SUMMARY_FINDINGS;
  const lines = [
    `## ${escapeMarkdown(`${tool.name}: ${subject.name}, ${part}`)}`,
    '',
    ...(findings.length === 0
      ? [`Nothing found by ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}.`]
      : ['| | Where | What |', '| --- | --- | --- |']),
    ...findings.slice(0, SUMMARY_FINDINGS).map(rowOf),
    ...(left > 0 ? ['', `${left} more are left out here.`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf({ rule, level, problem, waiver }: ReportFinding): string {
  const place = [problem.file, problem.line].filter((part) => part !== undefined).join(':');
  const where = [place, problem.key].filter((part) => part !== undefined && part !== '').join(' ');
  const waived = waiver === undefined ? [] : [`Waived: ${waiverText(waiver)}`];
  const what = [`${rule}: ${textOf(problem)}`, ...waived].join('\n').slice(0, MESSAGE_LENGTH);
  return `| ${waiver === undefined ? level : 'waived'} | ${escapeMarkdown(where)} | ${escapeMarkdown(what)} |`;
}

/** Text that comes from elsewhere, as one line or cell of a table in which nothing is markup. */
export const escapeMarkdown = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~@-]/g, '\\$&')
    .replace(/\r?\n|\r/g, '<br>');
