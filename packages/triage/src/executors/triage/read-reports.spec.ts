import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { readReports } from './read-reports';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder('flightline-reports-')));
afterEach(() => folder.remove());

function leave(file: string, content: string): void {
  const path = join(folder.path, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

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
    expect(junit).toEqual([{ file: 'junit.xml', tests, failures, errors, skipped }]);
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
    expect(junit).toEqual([
      expect.objectContaining({ tests, broken: expect.any(String) as string }),
    ]);
  });

  it('leaves other XML alone', async () => {
    leave('coverage.xml', '<coverage><failure/></coverage>');
    leave('half.xml', '<coverage><');
    await expect(readReports(folder.path)).resolves.toMatchObject({
      files: ['coverage.xml', 'half.xml'],
      junit: [],
    });
  });
});
