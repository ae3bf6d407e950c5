import type { JunitCase, JunitSuite } from '@flightline/core/report';
import { describeFindings } from '../../classify';
import type { BoxReport, TriageReport } from './report';
import { stripVTControlCharacters } from 'node:util';

/** One suite of the release, one case a box. */
export function junitOf({ release, time, boxes }: TriageReport): JunitSuite[] {
  return [
    { name: `${release} triage`, timestamp: time, cases: boxes.map((box) => caseOf(release, box)) },
  ];
}

/** The verdict of a run that is not about what is on disk says nothing about it. */
function typeOf({ disagreements, doubts, verdict, state }: BoxReport): string {
  const others = [...new Set(disagreements.map(({ of }) => of))];
  if (others.length > 0) return `of another ${others.join(', ')}`;
  const doubt = doubts.find(({ severity }) => severity === 'hard');
  return verdict === 'passed' ? (doubt?.kind ?? verdict) : (verdict ?? state);
}

function caseOf(release: string, box: BoxReport): JunitCase {
  const base = { name: box.box, classname: `${release}.triage`, durationMs: box.durationMs ?? 0 };
  if (box.green) return base;
  const hard = box.findings.filter(({ severity, expected }) => severity === 'hard' && !expected);
  const problem = {
    type: typeOf(box),
    message: [box.because, ...box.disagreements.map(({ message }) => message)].join(' ').trim(),
    text: describeFindings(hard, { excerpt: true }).map(stripVTControlCharacters).join('\n'),
  };
  // `failed` is the product's own no; everything else is a question that was not answered.
  const answered = box.verdict === 'failed' && box.disagreements.length === 0;
  return answered ? { ...base, failure: problem } : { ...base, error: problem };
}
