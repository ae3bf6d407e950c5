import { createReadStream } from 'node:fs';
import { SaxesParser } from 'saxes';
import type { JunitFile } from './report';

const COUNTED = {
  testcase: 'tests',
  failure: 'failures',
  error: 'errors',
  skipped: 'skipped',
} as const;
const ROOTS = ['testsuites', 'testsuite'];
/** More than this of one file is not read. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Counts the cases of a JUnit file, by the cases themselves: the totals that a file claims are often wrong or
 * missing. Undefined when it is some other XML. Entities are not expanded, and only a stream of it is in memory.
 */
export async function readJunitFile(path: string, file: string): Promise<JunitFile | undefined> {
  const counts: JunitFile = { file, tests: 0, failures: 0, errors: 0, skipped: 0 };
  let root: string | undefined;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    root ??= name;
    if (name in COUNTED) counts[COUNTED[name as keyof typeof COUNTED]] += 1;
  });
  parser.on('error', (error) => {
    throw error;
  });
  try {
    const stream = createReadStream(path, { encoding: 'utf8', end: MAX_BYTES });
    for await (const chunk of stream) {
      parser.write(chunk as string);
      if (root !== undefined && !ROOTS.includes(root)) return undefined;
    }
    parser.close();
  } catch (error) {
    if (root !== undefined && !ROOTS.includes(root)) return undefined;
    return { ...counts, broken: (error as Error).message };
  }
  return counts;
}
