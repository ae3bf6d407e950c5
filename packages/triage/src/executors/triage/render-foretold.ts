import { createColors } from 'picocolors';
import { wrap } from '../../classify/wrap';
import { foretoldText, foretoldTone, outcomeText } from './describe-foretold';
import type { Foretold } from './report';

const paint = createColors(true);

const COLUMNS = 88;
/** Boxes that are told one by one; triage.json has all. */
const MAX = 20;
const MARKS = { good: paint.green('✓'), bad: paint.red('✗'), open: paint.yellow('-') };

/** What preflight foretold and what happened, below each other for each box. */
export function renderForetold(all: readonly Foretold[]): string[] {
  if (all.length === 0) return [];
  const left = all.length - MAX;
  return [
    '',
    paint.bold('Foretold by preflight, and what happened'),
    ...all
      .slice(0, MAX)
      .flatMap((one) => [
        `${MARKS[foretoldTone(one)]} ${paint.bold(one.box)}`,
        ...labelled('foretold:', foretoldText(one)),
        ...labelled('happened:', outcomeText(one)),
      ]),
    ...(left > 0 ? [`  and ${left} more in triage.json`] : []),
  ];
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = wrap(text, COLUMNS - label.length - 4);
  const indent = ' '.repeat(label.length + 3);
  return [`  ${paint.cyan(label)} ${first}`, ...rest.map((line) => `${indent}${line}`)];
}
