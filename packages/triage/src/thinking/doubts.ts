import type { BoxReport, Doubt } from '../executors/triage/report';

/** What is looked at; the verdict is the runner's. */
export interface Seen extends Pick<BoxReport, 'verdict' | 'findings' | 'reports'> {
  log: LogState;
}

/** `cut`: it ends within a line, or where the run stopped writing it. */
export type LogState = 'missing' | 'empty' | 'cut' | 'whole';

type Question = (seen: Seen) => string | undefined;

/** What may speak against the evidence of a box that ran. New doubt: one line. */
const QUESTIONS: readonly (readonly [Doubt['kind'], Doubt['severity'], Question])[] = [
  ['dirty', 'hard', hardFindings],
  ['no-tests', 'hard', noTests],
  ['report-cut', 'hard', brokenReports],
  ['log-cut', 'hard', ({ log }) => (log === 'cut' ? 'Its log is cut off.' : undefined)],
  ['no-log', 'soft', noLog],
  ['no-reports', 'soft', noReports],
];

/** What speaks against a `passed`. A run that did not pass needs no doubt to be red, so only gaps are told of it. */
export function doubtsAbout(seen: Seen): Doubt[] {
  if (seen.verdict === null) return [];
  const asked = QUESTIONS.filter(([kind]) => seen.verdict === 'passed' || GAPS.has(kind));
  return asked.flatMap(([kind, severity, ask]) => {
    const message = ask(seen);
    return message === undefined ? [] : [{ kind, severity, message }];
  });
}

const GAPS: ReadonlySet<Doubt['kind']> = new Set<Doubt['kind']>([
  'report-cut',
  'log-cut',
  'no-log',
]);

function hardFindings({ findings }: Seen): string | undefined {
  const hard = findings.filter(({ severity, expected }) => severity === 'hard' && !expected);
  const [first] = hard;
  if (first === undefined) return undefined;
  const more = hard.length === 1 ? '' : `, and ${hard.length - 1} more`;
  return `The runner said 0, but there is a hard finding: ${first.rule}${more}.`;
}

function noTests({ reports: { junit } }: Seen): string | undefined {
  if (junit.length === 0 || junit.some(({ tests, broken }) => tests > 0 || broken !== undefined))
    return undefined;
  return 'Its JUnit reports hold no test at all.';
}

function brokenReports({ reports: { junit } }: Seen): string | undefined {
  const broken = junit.filter((file) => file.broken !== undefined).map(({ file }) => `'${file}'`);
  return broken.length === 0 ? undefined : `${broken.join(', ')} cannot be read to the end.`;
}

function noLog({ log }: Seen): string | undefined {
  if (log === 'missing') return 'It has no log.';
  return log === 'empty' ? 'Its log is empty.' : undefined;
}

function noReports({ reports: { files } }: Seen): string | undefined {
  return files.length === 0 ? 'It brought no reports home.' : undefined;
}
