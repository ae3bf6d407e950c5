import { createColors } from 'picocolors';
import type { CheckResult, Outcome, Status } from '@flightline/core/check';
import { renderProblem } from '@flightline/core/errors';

/** Whether colour reaches the reader is the reporter's business. */
const paint = createColors(true);

/** In the order of the summary. */
const LOOKS: Readonly<Record<Status, { symbol: string; counted: string }>> = {
  pass: { symbol: paint.green('✓'), counted: 'passed' },
  warn: { symbol: paint.yellow('!'), counted: 'with a warning' },
  fail: { symbol: paint.red('✗'), counted: 'failed' },
  skip: { symbol: paint.dim('-'), counted: 'skipped' },
  unverified: { symbol: paint.cyan('?'), counted: 'unverified' },
};

const ID_WIDTH = 18;

/** A line for the check, and below it what there is to know and to do. */
export function renderResult({ id, title, outcome }: CheckResult): string[] {
  const head = `  ${LOOKS[outcome.status].symbol} ${paint.bold(id.padEnd(ID_WIDTH))} ${title}`;
  return [head, ...explain(outcome).map((line) => `      ${line}`)];
}

function explain(outcome: Outcome): string[] {
  if (outcome.status === 'pass') return outcome.detail === undefined ? [] : [outcome.detail];
  if (outcome.status === 'skip') return [`skipped: ${outcome.because}`];
  if (outcome.status === 'unverified') return [`unverified: ${outcome.because}`];
  const { because, problems = [], fix } = outcome;
  return [because, ...problems.flatMap(renderProblem), `${paint.cyan('fix:')} ${fix}`];
}

/** `5 checks: 3 passed, 1 failed, 1 skipped` */
export function renderSummary(results: readonly CheckResult[]): string {
  const counts = Object.entries(LOOKS)
    .map(([status, { counted }]) => ({
      counted,
      count: results.filter(({ outcome }) => outcome.status === status).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ counted, count }) => `${count} ${counted}`);
  const checks = results.length === 1 ? '1 check' : `${results.length} checks`;
  return [checks, counts.join(', ')].filter((part) => part !== '').join(': ');
}
