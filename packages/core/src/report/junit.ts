import { escapeAttribute, escapeText } from './xml';

export interface JunitSuite {
  name: string;
  cases: readonly JunitCase[];
  /** When it started (ISO 8601). */
  timestamp?: string;
  properties?: Readonly<Record<string, string | number>>;
}

export interface JunitCase {
  name: string;
  /** What the case belongs to; readers group by it, a dot makes a level. */
  classname: string;
  durationMs: number;
  /** The product said no. */
  failure?: JunitProblem;
  /** The question could not be answered. */
  error?: JunitProblem;
  /** Why it was skipped. */
  skipped?: string;
  systemOut?: string;
}

export interface JunitProblem {
  type: string;
  message: string;
  /** All that is known, over several lines. */
  text?: string;
}

/**
 * Suites as JUnit XML, the dialect of Ant's junitreport that Jenkins, GitLab and GitHub actions read: times in
 * seconds, counts on every suite and on the root.
 */
export function renderJunit(suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(totals(all))}>`,
    ...suites.flatMap(renderSuite),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function renderSuite({ name, cases, timestamp, properties = {} }: JunitSuite): string[] {
  const entries = Object.entries(properties);
  return [
    `  <testsuite${attributes({ name, ...totals(cases), timestamp })}>`,
    ...(entries.length === 0 ? [] : ['    <properties>']),
    ...entries.map(([key, value]) => `      <property${attributes({ name: key, value })}/>`),
    ...(entries.length === 0 ? [] : ['    </properties>']),
    ...cases.flatMap(renderCase),
    '  </testsuite>',
  ];
}

function renderCase({ name, classname, durationMs, systemOut, ...outcome }: JunitCase): string[] {
  const { failure, error, skipped } = outcome;
  const start = `    <testcase${attributes({ name, classname, time: seconds(durationMs) })}`;
  const children = [
    ...(skipped === undefined ? [] : [`      <skipped${attributes({ message: skipped })}/>`]),
    ...(error === undefined ? [] : [renderProblem('error', error)]),
    ...(failure === undefined ? [] : [renderProblem('failure', failure)]),
    ...(systemOut === undefined ? [] : [`      <system-out>${escapeText(systemOut)}</system-out>`]),
  ];
  return children.length === 0 ? [`${start}/>`] : [`${start}>`, ...children, '    </testcase>'];
}

function renderProblem(tag: string, { type, message, text }: JunitProblem): string {
  const start = `      <${tag}${attributes({ type, message })}`;
  return text === undefined ? `${start}/>` : `${start}>${escapeText(text)}</${tag}>`;
}

function totals(cases: readonly JunitCase[]) {
  const count = (has: (one: JunitCase) => boolean) => cases.filter(has).length;
  return {
    tests: cases.length,
    failures: count(({ failure }) => failure !== undefined),
    errors: count(({ error }) => error !== undefined),
    skipped: count(({ skipped }) => skipped !== undefined),
    time: seconds(cases.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
}
