import { createColors } from 'picocolors';
import type { Outcome, Status } from '@flightline/core/check';
import { type Problem, renderProblem } from '@flightline/core/errors';
import { type Quote, waiverText } from '@flightline/core/report';
import type { WaivedProblem, WaivedResult } from '../../waivers';

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

/** Of the longest id. */
const ID_WIDTH = 20;

/** More of one check are a list for machines. */
const SHOWN = 20;

/** A line for the check, and below it what there is to know and to do, with the lines of the files concerned. */
export function renderResult({ id, title, outcome, waived }: WaivedResult, quote: Quote): string[] {
  const head = `  ${LOOKS[outcome.status].symbol} ${paint.bold(id.padEnd(ID_WIDTH))} ${title}`;
  const lines = [...explain(outcome, quote), ...waived.map(renderWaived)];
  return [head, ...lines.map((line) => `      ${line}`)];
}

function renderWaived({ problem, waiver }: WaivedProblem): string {
  const [what = ''] = renderProblem(problem);
  return `${paint.dim('waived:')} ${what.replace(/^ *- /, '')} ${paint.dim(waiverText(waiver))}`;
}

function explain(outcome: Outcome, quote: Quote): string[] {
  if (outcome.status === 'pass') return outcome.detail === undefined ? [] : [outcome.detail];
  if (outcome.status === 'skip') return [`skipped: ${outcome.because}`];
  const { status, because, problems = [] } = outcome;
  const left = problems.length - SHOWN;
  return [
    status === 'unverified' ? `unverified: ${because}` : because,
    ...problems.slice(0, SHOWN).flatMap((problem) => withQuote(problem, quote)),
    ...(left > 0 ? [`  and ${left} more in preflight.json`] : []),
    ...(status === 'unverified' ? [] : [`${paint.cyan('fix:')} ${outcome.fix}`]),
  ];
}

function withQuote(problem: Problem, quote: Quote): string[] {
  const [head = '', ...hint] = renderProblem(problem);
  return [head, ...quote(problem).map((line) => `      ${paint.dim(line)}`), ...hint];
}

/** `5 checks: 3 passed, 1 failed, 1 skipped; 2 findings waived` */
export function renderSummary(results: readonly WaivedResult[]): string {
  const counts = Object.entries(LOOKS)
    .map(([status, { counted }]) => ({
      counted,
      count: results.filter(({ outcome }) => outcome.status === status).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ counted, count }) => `${count} ${counted}`);
  const checks = results.length === 1 ? '1 check' : `${results.length} checks`;
  const waived = results.reduce((sum, result) => sum + result.waived.length, 0);
  const findings = waived === 1 ? '; 1 finding waived' : `; ${waived} findings waived`;
  const counted = [checks, counts.join(', ')].filter((part) => part !== '').join(': ');
  return `${counted}${waived === 0 ? '' : findings}`;
}
