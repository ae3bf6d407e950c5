import type { JunitCase, JunitFile } from '@flightline/core/report';
import type { JunitCounts } from './report';

/** A guest's JUnit file as numbers, counted by its cases. */
export function countJunit({ file, suites, broken }: JunitFile): JunitCounts {
  const cases = suites.flatMap((suite) => suite.cases);
  const count = (has: (one: JunitCase) => boolean) => cases.filter(has).length;
  return {
    file,
    tests: cases.length,
    failures: count(({ failure }) => failure !== undefined),
    errors: count(({ error }) => error !== undefined),
    skipped: count(({ skipped }) => skipped !== undefined),
    ...(broken === undefined ? {} : { broken }),
  };
}
