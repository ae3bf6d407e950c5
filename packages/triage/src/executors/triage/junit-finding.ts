import type { JunitCase, JunitFile } from '@flightline/core/report';
import type { BoxFinding } from './report';

/** Names that are told; the rest is counted. */
const NAMED = 5;
/** Of what a test said. */
const MAX_LINE = 400;

/** What failed in a JUnit file, as one finding; undefined when nothing did. */
export function junitFinding(
  box: string,
  { file, suites }: JunitFile,
  path: string,
): BoxFinding | undefined {
  const cases = suites.flatMap((suite) => suite.cases);
  const failed = cases.filter((one) => one.failure !== undefined || one.error !== undefined);
  if (failed.length === 0) return undefined;
  const more = failed.length - NAMED;
  const names = [...failed.slice(0, NAMED).map(nameOf), ...(more > 0 ? [`${more} more`] : [])];
  return {
    ...{
      rule: 'junit-failed',
      category: 'tests',
      severity: 'hard',
      box,
      retries: 0,
      count: failed.length,
    },
    title: 'Tests failed, says a JUnit report',
    why: 'Tests of the product said no.',
    action: `The report says more of each: ${path}.`,
    ...{ line: 1, offset: 0, source: 'reports', file: path },
    text: `${failed.length} of ${cases.length} tests in ${file}: ${names.join(', ')}`.slice(
      0,
      MAX_LINE,
    ),
    excerpt: { from: 1, lines: failed.slice(0, NAMED).map(lineOf) },
  };
}

const nameOf = ({ name, classname }: JunitCase): string =>
  classname === '' ? name : `${classname}.${name}`;

function lineOf(one: JunitCase): string {
  const said = (one.failure ?? one.error)?.message.split('\n')[0] ?? '';
  return `${nameOf(one)}${said === '' ? '' : `: ${said}`}`.slice(0, MAX_LINE);
}
