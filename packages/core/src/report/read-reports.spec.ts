import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../testing';
import type { JunitCase } from './junit';
import type { JunitFile } from './read-junit';
import { readReports } from './read-reports';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder('flightline-reports-')));
afterEach(() => folder.remove());

function leave(file: string, content: string): void {
  const path = join(folder.path, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const countsOf = (junit: readonly JunitFile[]): number[] => {
  const cases = junit.flatMap(({ suites }) => suites.flatMap((suite) => suite.cases));
  const count = (holds: (one: JunitCase) => boolean) => cases.filter(holds).length;
  return [
    cases.length,
    count(({ failure }) => failure !== undefined),
    count(({ error }) => error !== undefined),
    count(({ skipped }) => skipped !== undefined),
  ];
};

describe('readReports', () => {
  it('lists the files of all folders, sorted, and follows no link', async () => {
    leave('b/c.txt', '');
    leave('a.html', '');
    symlinkSync('/etc', join(folder.path, 'etc'));
    symlinkSync('/etc/passwd', join(folder.path, 'passwd.xml'));
    await expect(readReports(folder.path)).resolves.toEqual({
      files: ['a.html', 'b/c.txt'],
      junit: [],
    });
  });

  it('finds nothing in a folder that does not exist', async () => {
    await expect(readReports(join(folder.path, 'none'))).resolves.toEqual({ files: [], junit: [] });
  });

  it.each([
    ['a suite', '<testsuite><testcase/><testcase><failure/></testcase></testsuite>', [2, 1, 0, 0]],
    [
      'suites whose totals are wrong',
      '<?xml version="1.0"?><testsuites tests="99"><testsuite tests="99"><testcase><error/></testcase><testcase><skipped/></testcase></testsuite></testsuites>',
      [2, 0, 1, 1],
    ],
    [
      'what only looks like a failure',
      '<testsuite><!-- <failure/> --><testcase><system-out><![CDATA[<failure/>]]>&lt;error/></system-out></testcase></testsuite>',
      [1, 0, 0, 0],
    ],
    ['no tests', '<testsuites/>', [0, 0, 0, 0]],
  ])('counts %s', async (_, xml, [tests, failures, errors, skipped]) => {
    leave('junit.xml', xml);
    const { junit } = await readReports(folder.path);
    expect(junit.map(({ file }) => file)).toEqual(['junit.xml']);
    expect(countsOf(junit)).toEqual([tests, failures, errors, skipped]);
  });

  it.each([
    ['a file that is cut short', '<testsuite><testcase/><testcase><fail', 2],
    ['bytes that XML forbids', '<testsuite><testcase/>\0</testsuite>', 1],
    [
      'an entity that it makes up',
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite><testcase/>&a;</testsuite>',
      1,
    ],
    ['nothing', '', 0],
  ])('calls %s broken', async (_, xml, tests) => {
    leave('junit.xml', xml);
    const { junit } = await readReports(folder.path);
    expect(junit.map(({ broken }) => typeof broken)).toEqual(['string']);
    expect(countsOf(junit)[0]).toBe(tests);
  });

  it('leaves other XML alone', async () => {
    leave('coverage.xml', '<coverage><failure/></coverage>');
    leave('half.xml', '<coverage><');
    await expect(readReports(folder.path)).resolves.toMatchObject({
      files: ['coverage.xml', 'half.xml'],
      junit: [],
    });
  });

  it('keeps what a case says of itself', async () => {
    leave(
      'junit.xml',
      '<testsuite name="s"><testcase name="n" classname="c" time="0.25"><failure type="T" message="m">a &lt; b<![CDATA[!]]></failure></testcase></testsuite>',
    );
    const { junit } = await readReports(folder.path);
    const failure = { type: 'T', message: 'm', text: 'a < b!' };
    expect(junit[0]?.suites).toEqual([
      { name: 's', cases: [{ name: 'n', classname: 'c', durationMs: 250, failure }] },
    ]);
  });
});
