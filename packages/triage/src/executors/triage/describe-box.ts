import type { BoxFinding, BoxReport, Doubt, JunitCounts } from './report';

/** A passed box that is red says what speaks against it. */
const DOUBTED: Readonly<Record<Doubt['kind'], string>> = {
  dirty: 'dirty',
  'no-tests': 'no tests',
  'log-cut': 'log cut',
  'no-log': 'no log',
  'report-cut': 'report cut',
  'no-reports': 'no reports',
};

/** `open`: there is no answer about what is on disk. */
export type Tone = 'good' | 'bad' | 'open';

/** How a box stands in one glance. */
export function toneOf({ green, state }: BoxReport): Tone {
  if (green) return 'good';
  return state === 'not run' || state === 'running' ? 'open' : 'bad';
}

/** `passed`, `passed, dirty`, `failed, stale`, `not run`. */
export function verdictOf(box: BoxReport): { text: string; tone: Tone } {
  const { verdict, state, disagreements, doubts } = box;
  const text = verdict ?? state;
  if (disagreements.length > 0) return { text: `${text}, stale`, tone: 'open' };
  const doubt = doubts.find(({ severity }) => severity === 'hard');
  if (verdict === 'passed' && doubt !== undefined)
    return { text: `passed, ${DOUBTED[doubt.kind]}`, tone: 'bad' };
  return { text, tone: toneOf(box) };
}

/** `12`, `12, 1 failed`, `12, damaged`; `-` without JUnit reports. */
export function testsText({ reports: { junit } }: BoxReport): string {
  if (junit.length === 0) return '-';
  const sum = (count: (file: JunitCounts) => number) =>
    junit.reduce((total, file) => total + count(file), 0);
  const bad = sum(({ failures, errors }) => failures + errors);
  const damaged = junit.some(({ broken }) => broken !== undefined);
  return `${sum(({ tests }) => tests)}${bad === 0 ? '' : `, ${bad} failed`}${damaged ? ', damaged' : ''}`;
}

/** What counts against a box. */
export const hardOf = ({ findings }: BoxReport): BoxFinding[] =>
  findings.filter(({ severity, expected }) => severity === 'hard' && expected === undefined);

/** `5 of 7 green, 1 not run`. */
export function summaryOf(boxes: readonly BoxReport[]): string {
  const green = boxes.filter((box) => box.green).length;
  const notRun = boxes.filter(({ state }) => state === 'not run').length;
  return `${green} of ${boxes.length} green${notRun === 0 ? '' : `, ${notRun} not run`}`;
}

/** Why a box is not green, and what is missing: a sentence each. */
export function sentencesOf({ because, disagreements, doubts }: BoxReport): string[] {
  const doubted = doubts.map(({ message }) => message).filter((message) => message !== because);
  const said = [because, ...disagreements.map(({ message }) => message), doubted.join(' ')];
  return said.filter((line) => line !== '');
}
