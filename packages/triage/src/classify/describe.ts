import { createColors } from 'picocolors';
import { wrap } from './wrap';
import type { Finding } from './finding';

const MARKS = { hard: 'red', soft: 'yellow', info: 'cyan' } as const;
const paint = createColors(true);

/**
 * Findings as the lines a person reads, painted: what happened and where, the line that says it (with `excerpt` its
 * neighbours too), why, what next. Made for the `lines` of a report event, whose renderer knows about colours.
 */
export function describeFindings(
  findings: readonly Finding[],
  { excerpt = false, columns = 80 }: { excerpt?: boolean; columns?: number } = {},
): string[] {
  return findings.flatMap((finding, index) => [
    ...(index === 0 ? [] : ['']),
    ...describeFinding(finding, excerpt, columns),
  ]);
}

function describeFinding(finding: Finding, excerpt: boolean, columns: number): string[] {
  const { severity, title, rule, line, count, why, action } = finding;
  const mark = paint[MARKS[severity]](severity === 'hard' ? '✗' : '!');
  const times = count === 1 ? '' : `, ${count} times`;
  return [
    `${mark} ${paint.bold(title)}`,
    paint.dim(`  ${rule}, line ${line}${times}`),
    ...(excerpt
      ? excerptLines(finding, columns)
      : wrap(finding.text, columns - 4).map((part) => `    ${part}`)),
    ...paragraph('why:', why, columns),
    ...paragraph('next:', action, columns),
  ];
}

/** The excerpt with its line numbers, the line that says it marked. */
export function excerptLines(
  { excerpt, line }: Pick<Finding, 'excerpt' | 'line'>,
  columns: number,
): string[] {
  const last = excerpt.from + excerpt.lines.length - 1;
  const gutter = String(last).length;
  return excerpt.lines.flatMap((text, index) => {
    const number = excerpt.from + index;
    const said = number === line;
    const lead = `  ${said ? paint.red('>') : ' '} ${paint.dim(`${String(number).padStart(gutter)} |`)} `;
    const room = columns - gutter - 7;
    // The line that says it is shown whole; of its neighbours the beginning is enough.
    if (!said)
      return [`${lead}${text.length > room ? `${text.slice(0, room - 1)}…` : text}`.trimEnd()];
    const [first = '', ...rest] = wrap(text, room);
    const below = `    ${' '.repeat(gutter)} ${paint.dim('|')} `;
    return [`${lead}${first}`, ...rest.map((part) => `${below}${part}`)];
  });
}

/** A text behind a label, hanging. */
export function paragraph(label: string, text: string, columns: number): string[] {
  const [first = '', ...rest] = wrap(text, columns - 8);
  return [`  ${paint.cyan(label.padEnd(5))} ${first}`, ...rest.map((part) => `        ${part}`)];
}
