import { createColors } from 'picocolors';
import { formatDuration, formatTable } from '@flightline/core/events';
import { describeFindings } from '../../classify';
import type { View } from './plan';
import type { BoxFinding, BoxReport, JunitCounts, TriageReport } from './report';

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
    ...(show.details
      ? boxes.filter(({ green }) => !green).flatMap((box) => details(box, release))
      : []),
    ...(show.hard ? section('Hard failures', boxes.flatMap(hardLines), 'none') : []),
    ...(show.reports ? section('Reports', boxes.flatMap(reportLines), 'none') : []),
    ...(show.tail > 0 ? boxes.flatMap((box) => tailLines(box, tails.get(box.box) ?? [])) : []),
  ];
}

function summary(boxes: readonly BoxReport[]): string {
  const count = (holds: (box: BoxReport) => boolean) => boxes.filter(holds).length;
  const green = count((box) => box.green);
  const notRun = count(({ state }) => state === 'not run');
  const text = `${green} of ${boxes.length} green${notRun === 0 ? '' : `, ${notRun} not run`}`;
  return (green === boxes.length ? paint.green : paint.red)(text);
}

const HEAD = ['', 'box', 'verdict', 'time', 'tests', 'hard', 'files'];

function table(boxes: readonly BoxReport[]): string[] {
  const [head = '', ...rows] = formatTable([HEAD, ...boxes.map(row)]);
  return [paint.dim(head), ...rows];
}

function row(box: BoxReport): string[] {
  return [
    markOf(box),
    box.box,
    verdictText(box),
    box.durationMs === null ? '-' : formatDuration(box.durationMs),
    testsText(box),
    countText(hardOf(box).length),
    countText(box.reports.files.length),
  ];
}

const countText = (count: number): string => (count === 0 ? '-' : String(count));

function markOf({ green, state }: BoxReport): string {
  if (green) return paint.green('✓');
  return state === 'not run' || state === 'running' ? paint.yellow('-') : paint.red('✗');
}

function verdictText({ green, verdict, state, disagreements }: BoxReport): string {
  const text = verdict ?? state;
  if (disagreements.length > 0) return paint.yellow(`${text}, stale`);
  return green ? paint.green(text) : paint.red(text);
}

function testsText({ reports: { junit } }: BoxReport): string {
  if (junit.length === 0) return '-';
  const sum = (count: (file: JunitCounts) => number) =>
    junit.reduce((total, file) => total + count(file), 0);
  const bad = sum(({ failures, errors }) => failures + errors);
  const damaged = junit.some(({ broken }) => broken !== undefined);
  return `${sum(({ tests }) => tests)}${bad === 0 ? '' : `, ${bad} failed`}${damaged ? ', damaged' : ''}`;
}

const hardOf = ({ findings }: BoxReport): BoxFinding[] =>
  findings.filter(({ severity }) => severity === 'hard');

function details(box: BoxReport, release: string): string[] {
  const found = SOURCES.flatMap((source) => sourceLines(box, source));
  const next = nextCommand(box, release);
  return [
    '',
    `${markOf(box)} ${paint.bold(box.box)}  ${box.because}`,
    ...box.disagreements.map(({ message }) => `  ${message}`),
    ...(box.log === null ? [] : [`  ${paint.dim('log:')} ${box.log}`]),
    ...found,
    ...(next === undefined ? [] : [`  ${paint.cyan('next:')} ${next}`]),
  ];
}

/** Where no finding says what to do: make the run again, or look at the end of its log. */
function nextCommand(box: BoxReport, release: string): string | undefined {
  if (box.state === 'running') return undefined;
  const again = `nx run ${box.box}:vm-run`;
  if (box.disagreements.length > 0)
    return `${again}  (after 'nx reset' where Nx's cache gave this)`;
  if (box.verdict === null) return again;
  return box.findings.length === 0
    ? `nx run ${release}:triage --tail --boxes=${box.box}`
    : undefined;
}

const SOURCES = ['log', 'console'] as const;

function sourceLines(box: BoxReport, source: BoxFinding['source']): string[] {
  const found = box.findings.filter((finding) => finding.source === source);
  if (found.length === 0) return [];
  const path = source === 'console' ? [`  ${paint.dim('console:')} ${box.console ?? ''}`, ''] : [];
  const lines = describeFindings(found, { excerpt: true, columns: 78 });
  return ['', ...path, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
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
  const counted = new Map(junit.map((entry) => [entry.file, paint.dim(`  ${junitText(entry)}`)]));
  return [`  ${box}: ${folder}`, ...files.map((file) => `    ${file}${counted.get(file) ?? ''}`)];
}

function junitText({ tests, failures, errors, broken }: JunitCounts): string {
  const text = `${tests} ${tests === 1 ? 'test' : 'tests'}, ${failures + errors} failed`;
  return broken === undefined ? text : `${text} (damaged)`;
}

function tailLines({ box, log }: BoxReport, lines: readonly string[]): string[] {
  const head = `${paint.bold(box)}  ${log ?? 'has no log.'}`;
  return ['', head, ...lines.map((line) => `  ${line}`)];
}
