import { createColors } from 'picocolors';
import { formatDuration, formatTable } from '@flightline/core/events';
import { hardOf, sentencesOf, summaryOf, testsText, toneOf, verdictOf } from './describe-box';
import type { GrepHits } from './grep';
import type { View } from './plan';
import { renderCause, renderIncidents, renderRemarks } from './render-cause';
import { renderForetold } from './render-foretold';
import type { BoxReport, JunitCounts, TriageReport } from './report';

const paint = createColors(true);

/** Rows of a table that a person still reads; beyond that only boxes that are not green are shown. */
const MAX_ROWS = 40;
/** Boxes about which a line of their own is said. */
const MAX_NOTES = 20;

/** The report as painted lines: a table of all boxes, then the sections that were asked for. */
export function renderTriage(
  { release, boxes, causes, foretold, incidents, remarks }: TriageReport,
  show: View,
  tails: ReadonlyMap<string, readonly string[]> = new Map(),
  hits: readonly GrepHits[] = [],
): string[] {
  return [
    `${paint.bold(release)}  ${summary(boxes)}`,
    '',
    ...table(boxes),
    ...(show.details ? notes(boxes) : []),
    ...(show.details ? causes.flatMap((cause) => renderCause(cause, boxes.length)) : []),
    ...(show.details ? renderForetold(foretold) : []),
    ...(show.details ? renderIncidents(incidents) : []),
    ...(show.details || show.hard ? renderRemarks(remarks) : []),
    ...(show.hard ? section('Hard failures', boxes.flatMap(hardLines), 'none') : []),
    ...(show.reports ? section('Reports', boxes.flatMap(reportLines), 'none') : []),
    ...(show.grep === undefined
      ? []
      : section(`Lines with ${show.grep}`, hits.flatMap(grepLines), 'none')),
    ...(show.tail > 0 ? boxes.flatMap((box) => tailLines(box, tails.get(box.box) ?? [])) : []),
  ];
}

function summary(boxes: readonly BoxReport[]): string {
  return (boxes.every(({ green }) => green) ? paint.green : paint.red)(summaryOf(boxes));
}

const HEAD = ['', 'box', 'verdict', 'time', 'tests', 'hard', 'files'];

function table(boxes: readonly BoxReport[]): string[] {
  const shown = boxes.length > MAX_ROWS ? boxes.filter(({ green }) => !green) : boxes;
  const [head = '', ...rows] = formatTable([HEAD, ...shown.slice(0, MAX_ROWS).map(row)]);
  const left = boxes.length - Math.min(shown.length, MAX_ROWS);
  return [
    paint.dim(head),
    ...rows,
    ...(left === 0
      ? []
      : [paint.dim(`${left} more boxes are left out here; triage.json has all.`)]),
  ];
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

const MARKS = { good: '✓', bad: '✗', open: '-' };
const TONES = { good: paint.green, bad: paint.red, open: paint.yellow };

function markOf(box: BoxReport): string {
  const tone = toneOf(box);
  return TONES[tone](MARKS[tone]);
}

function verdictText(box: BoxReport): string {
  const { text, tone } = verdictOf(box);
  return TONES[tone](text);
}

/** What is to be said of single boxes: why they are not green, where their log lies, what is missing. */
function notes(boxes: readonly BoxReport[]): string[] {
  const noted = boxes.filter(({ green, doubts }) => !green || doubts.length > 0);
  const left = noted.length - MAX_NOTES;
  return [
    ...(noted.length === 0 ? [] : ['']),
    ...noted.slice(0, MAX_NOTES).flatMap(note),
    ...(left > 0 ? [`  and ${left} more boxes`] : []),
  ];
}

function note(box: BoxReport): string[] {
  const { log, green } = box;
  const [first = '', ...rest] = sentencesOf(box);
  return [
    `${green ? paint.yellow('!') : markOf(box)} ${paint.bold(box.box)}  ${first}`,
    ...rest.map((line) => `  ${line}`),
    ...(log === null || green ? [] : [`  ${paint.dim('log:')} ${log}`]),
  ];
}

function grepLines({ file, lines, count }: GrepHits): string[] {
  const left = count - lines.length;
  return [
    ...lines.map(({ number, text }) => `  ${file}:${number}: ${text}`),
    ...(left > 0 ? [`  ${file}: ${left} more`] : []),
  ];
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
