import { createColors } from 'picocolors';
import { formatDuration, formatTable } from '@flightline/core/events';
import { describeFindings } from '../../classify';
import type { View } from './plan';
import type { BoxFinding, BoxReport, TriageReport } from './report';

const paint = createColors(true);

/** The report as painted lines: a table of all boxes, then the sections that were asked for. */
export function renderTriage(
  { release, boxes }: TriageReport,
  show: View,
  tails: ReadonlyMap<string, readonly string[]> = new Map(),
): string[] {
  return [
    `${paint.bold(release)}  ${summary(boxes)}`,
    '',
    ...table(boxes),
    ...(show.details ? boxes.filter(({ green }) => !green).flatMap(details) : []),
    ...(show.hard ? section('Hard failures', boxes.flatMap(hardLines), 'none') : []),
    ...(show.reports ? section('Reports', boxes.flatMap(reportLines), 'none') : []),
    ...(show.tail > 0 ? boxes.flatMap((box) => tailLines(box, tails.get(box.box) ?? [])) : []),
  ];
}

function summary(boxes: readonly BoxReport[]): string {
  const green = boxes.filter((box) => box.green).length;
  if (green === boxes.length)
    return paint.green(green === 1 ? 'its box is green' : `all ${green} boxes are green`);
  const notRun = boxes.filter(({ state }) => state === 'not run').length;
  const counts = [
    `${green} of ${boxes.length} boxes green`,
    ...(notRun === 0 ? [] : [`${notRun} not run`]),
  ];
  return paint.red(counts.join(', '));
}

const HEAD = ['', 'box', 'verdict', 'time', 'tests', 'hard', 'reports'];

function table(boxes: readonly BoxReport[]): string[] {
  const [head = '', ...rows] = formatTable([HEAD, ...boxes.map(row)]);
  return [paint.dim(head), ...rows];
}

function row(box: BoxReport): string[] {
  const hard = hardOf(box).length;
  return [
    markOf(box),
    box.box,
    verdictText(box),
    box.durationMs === null ? '-' : formatDuration(box.durationMs),
    testsText(box),
    hard === 0 ? '-' : String(hard),
    box.reports.files.length === 0
      ? '-'
      : `${box.reports.files.length} file${box.reports.files.length === 1 ? '' : 's'}`,
  ];
}

function markOf({ green, state }: BoxReport): string {
  if (green) return paint.green('✓');
  return state === 'not run' || state === 'running' ? paint.yellow('-') : paint.red('✗');
}

function verdictText({ green, verdict, state, ofAnotherArtifact }: BoxReport): string {
  const text = verdict ?? state;
  if (ofAnotherArtifact) return paint.yellow(`${text}, of another artifact`);
  return green ? paint.green(text) : paint.red(text);
}

function testsText({ reports }: BoxReport): string {
  if (reports.junit.length === 0) return '-';
  const sum = (key: 'tests' | 'failures' | 'errors') =>
    reports.junit.reduce((total, file) => total + file[key], 0);
  const bad = sum('failures') + sum('errors');
  return `${sum('tests')}${bad === 0 ? '' : `, ${bad} failed`}${reports.junit.some(({ broken }) => broken !== undefined) ? ' (damaged)' : ''}`;
}

const hardOf = ({ findings }: BoxReport): BoxFinding[] =>
  findings.filter(({ severity }) => severity === 'hard');

function details(box: BoxReport): string[] {
  const head = ['', `${markOf(box)} ${paint.bold(box.box)}  ${box.because}`];
  // Nothing in such a run can say what is wrong: it has to be made again.
  if (box.verdict === null || box.verdict === 'passed')
    return [...head, `  ${paint.cyan('next:')} nx run ${box.box}:vm-run`];
  return [...head, ...(['log', 'console'] as const).flatMap((source) => sourceLines(box, source))];
}

function sourceLines(box: BoxReport, source: BoxFinding['source']): string[] {
  const path = box[source];
  if (path === null) return [];
  const found = box.findings.filter((finding) => finding.source === source);
  const head = `  ${paint.dim(`${source}:`)} ${path}`;
  if (found.length === 0) return [`${head}  ${paint.dim('(no rule matches)')}`];
  const lines = describeFindings(found, { excerpt: true });
  return ['', head, '', ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

function section(title: string, lines: readonly string[], empty: string): string[] {
  return ['', paint.bold(title), ...(lines.length === 0 ? [`  ${empty}`] : lines)];
}

function hardLines(box: BoxReport): string[] {
  return hardOf(box).map(({ source, line, rule, text, count }) => {
    const times = count === 1 ? '' : ` (${count} times)`;
    return `  ${box.box}:${source}:${line}: ${paint.red(rule)}${times}: ${text}`;
  });
}

function reportLines({ box, reports }: BoxReport): string[] {
  const { folder, files, junit } = reports;
  if (files.length === 0) return [`  ${box}: none`];
  return [
    `  ${box}: ${folder}`,
    ...files.map((file) => {
      const counted = junit.find((entry) => entry.file === file);
      return `    ${file}${counted === undefined ? '' : paint.dim(`  ${counted.tests} tests, ${counted.failures + counted.errors} failed`)}`;
    }),
  ];
}

function tailLines({ box, log }: BoxReport, lines: readonly string[]): string[] {
  const head = `${paint.bold(box)}  ${log ?? 'has no log.'}`;
  return ['', head, ...lines.map((line) => `  ${line}`)];
}
