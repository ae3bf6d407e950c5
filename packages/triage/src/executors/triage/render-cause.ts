import { createColors } from 'picocolors';
import { excerptLines, paragraph } from '../../classify/describe';
import { wrap } from '../../classify/wrap';
import {
  againText,
  boxesText,
  expectedText,
  placeOf,
  separationText,
  times,
} from './describe-cause';
import { incidentText, incidentTone } from './describe-incident';
import type { BoxFinding, Cause, IncidentReport, Remark } from './report';

const paint = createColors(true);

/** Columns of a paragraph; wide enough for most lines of a log, narrow enough to read. */
const COLUMNS = 88;

const MARKS = { hard: paint.red('✗'), soft: paint.yellow('!'), info: paint.cyan('i') };

/** One paragraph: what, where, the lines that say it, in what these boxes differ, why, what next. */
export function renderCause(cause: Cause, all: number): string[] {
  const { severity, title, expected, evidence, why, action, consequences } = cause;
  const mark = expected === undefined ? MARKS[severity] : paint.dim('~');
  return [
    '',
    ...heading(`${mark} `, title, boxesText(cause, all)),
    ...(evidence === null ? [] : evidenceLines(cause, evidence)),
    ...(expected === undefined ? [] : paragraph('fine:', expectedText(expected), COLUMNS)),
    ...labelled('split:', separationText(cause)),
    ...paragraph('why:', why, COLUMNS),
    ...paragraph('next:', action, COLUMNS),
    ...labelled('again:', againText(cause)),
    ...consequences.flatMap((one) => consequenceLines(one, all)),
  ];
}

function heading(mark: string, title: string, boxes: string): string[] {
  const [first = '', ...rest] = wrap(`on ${boxes}`, COLUMNS - 4);
  return [`${mark}${paint.bold(title)}`, ...[first, ...rest].map((line) => `  ${line}`)];
}

function evidenceLines({ rule }: Cause, evidence: BoxFinding): string[] {
  const { count } = evidence;
  return [
    paint.dim(`  ${rule}, ${placeOf(evidence)}${count === 1 ? '' : `, ${times(count)}`}`),
    ...excerptLines(evidence, COLUMNS),
    ...followedLines(evidence),
  ];
}

function consequenceLines(cause: Cause, all: number): string[] {
  const { title, evidence } = cause;
  const place = evidence === null ? '' : `: ${placeOf(evidence)}`;
  return [
    ...paragraph('then:', `${title} (${boxesText(cause, all)})${place}`, COLUMNS),
    ...(evidence === null ? [] : followedLines(evidence)),
  ];
}

function followedLines({ followed }: BoxFinding): string[] {
  if (followed === undefined) return [];
  const { file, tail } = followed;
  const lines = tail.map((text) => `    ${paint.dim('|')} ${text.slice(0, COLUMNS - 6)}`);
  return [paint.dim(`  the end of ${file}:`), ...lines];
}

const labelled = (label: string, text: string): string[] =>
  text === '' ? [] : paragraph(label, text, COLUMNS);

const TONES = { good: paint.green('✓'), bad: paint.red('✗'), open: paint.yellow('!') };

/** What became of the incidents of the release; those that were closed before are not told again. */
export function renderIncidents(incidents: readonly IncidentReport[]): string[] {
  const told = incidents.filter((incident) => incidentText(incident) !== '');
  if (told.length === 0) return [];
  return [
    '',
    paint.bold('Incidents'),
    ...told.flatMap((incident) => {
      const [first = '', ...rest] = wrap(
        `'${incident.title}' ${incidentText(incident)}`,
        COLUMNS - 4,
      );
      return [
        `${TONES[incidentTone(incident)]} ${first}`,
        ...[...rest, paint.dim(incident.file)].map((text) => `  ${text}`),
      ];
    }),
  ];
}

/** What is wrong with rules and expectations, a line each. */
export function renderRemarks(remarks: readonly Remark[]): string[] {
  if (remarks.length === 0) return [];
  return [
    '',
    paint.bold('Rules, expectations, incidents'),
    ...remarks.flatMap(({ severity, message, file, line }) => {
      const place = file === null ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
      const [first = '', ...rest] = wrap(`${place}${message}`, COLUMNS - 4);
      return [`${MARKS[severity]} ${first}`, ...rest.map((text) => `  ${text}`)];
    }),
  ];
}
