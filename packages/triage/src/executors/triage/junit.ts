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

function caseOf(release: string, box: BoxReport): JunitCase {
  const base = { name: box.box, classname: `${release}.triage`, durationMs: box.durationMs ?? 0 };
  if (box.green) return base;
  const hard = box.findings.filter(({ severity }) => severity === 'hard');
  const problem = {
    type: box.ofAnotherArtifact ? 'of another artifact' : (box.verdict ?? box.state),
    message: box.because,
    text: describeFindings(hard, { excerpt: true }).map(stripVTControlCharacters).join('\n'),
  };
  // `failed` is the product's own no; everything else is a question that was not answered.
  return box.verdict === 'failed' ? { ...base, failure: problem } : { ...base, error: problem };
}
