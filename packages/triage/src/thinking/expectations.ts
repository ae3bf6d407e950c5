import { appliesTo } from '../classify/place';
import { compilePattern } from '../matching/matcher';
import type { BoxFinding, Remark } from '../executors/triage/report';
import type { Expectation } from '../rule-files/expectation';
import type { Origin } from '../rule-files/load';

/** What is known of one box before expectations are asked. */
export interface Observed {
  box: string;
  /** The runner has spoken, so that what is missing is really missing. */
  answered: boolean;
  findings: readonly BoxFinding[];
}

type Known = Expectation & Origin;

/**
 * The findings of each box, those that were expected marked as such, and what is wrong with the expectations: one
 * that has expired or is exceeded no longer holds, one that met nothing in any box of its scope is not needed.
 * @param today ISO date
 */
export function applyExpectations(
  expectations: readonly Known[],
  observed: readonly Observed[],
  today: string,
): { findings: ReadonlyMap<string, BoxFinding[]>; remarks: Remark[] } {
  const findings = new Map(observed.map(({ box, findings: own }) => [box, [...own]]));
  const remarks: Remark[] = [];
  for (const expectation of expectations) {
    const scope = observed.filter(({ box }) => appliesTo(expectation, { box }));
    const met = scope.filter((one) => countIn(one, expectation) > 0);
    if (expectation.expires < today) {
      if (met.length > 0)
        remarks.push(remark('expired', 'hard', expectation, expiredText(expectation)));
      else remarks.push(remark('unused', 'soft', expectation, unusedText(expectation)));
      continue;
    }
    remarks.push(...outOfCount(expectation, scope));
    const { reason, ticket, expires, count: { max = Infinity } = {} } = expectation;
    const expected = { reason, ...(ticket === undefined ? {} : { ticket }), expires };
    for (const one of met.filter((box) => countIn(box, expectation) <= max)) {
      const own = findings.get(one.box) ?? [];
      findings.set(
        one.box,
        own.map((f) => (isMeant(f, expectation) ? { ...f, expected } : f)),
      );
    }
  }
  return { findings, remarks };
}

function isMeant({ rule, text }: BoxFinding, expectation: Known): boolean {
  if (rule !== expectation.rule) return false;
  return (
    expectation.text === undefined || compilePattern(expectation.text).match(text) !== undefined
  );
}

function countIn({ findings }: Observed, expectation: Known): number {
  return findings
    .filter((finding) => isMeant(finding, expectation))
    .reduce((sum, { count }) => sum + count, 0);
}

function outOfCount(expectation: Known, scope: readonly Observed[]): Remark[] {
  const { rule, count: { min = 1, max = Infinity } = {} } = expectation;
  const counts = scope.map((one) => ({ ...one, count: countIn(one, expectation) }));
  const over = counts
    .filter(({ count }) => count > max)
    .map(({ box, count }) => `${box} (${count})`);
  const exceeded = `'${rule}' is expected ${times(max)} at most in a box, and was found more often in ${over.join(', ')}.`;
  const answered = counts.filter((one) => one.answered);
  const enough = answered.some(({ count }) => count >= min);
  return [
    ...(over.length === 0 ? [] : [remark('exceeded', 'hard', expectation, exceeded)]),
    ...(answered.length === 0 || enough
      ? []
      : [remark('unused', 'soft', expectation, unusedText(expectation))]),
  ];
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

const expiredText = ({ rule, expires, reason }: Known): string =>
  `The expectation of '${rule}' has expired on ${expires} (${reason}), and it is still found.`;

const unusedText = ({ rule, boxes = ['all boxes'] }: Known): string =>
  `'${rule}' is expected in ${boxes.join(', ')}, and no box shows it so often. Take the expectation away.`;

function remark(
  kind: Remark['kind'],
  severity: Remark['severity'],
  { file, line }: Origin,
  message: string,
): Remark {
  return { kind, severity, message, file, ...(line === undefined ? {} : { line }) };
}
