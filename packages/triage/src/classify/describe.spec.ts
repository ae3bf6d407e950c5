import { stripVTControlCharacters } from 'node:util';
import { classify, describeFindings } from '.';

const GLIBC =
  "/mnt/artifacts/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /mnt/artifacts/app)";

async function* log() {
  yield* ['starting', 'x'.repeat(200), GLIBC, GLIBC, 'not ok 1'];
  await Promise.resolve();
}

async function described(options?: { excerpt: boolean }): Promise<string[]> {
  const findings = await classify(log(), { box: 'a' });
  return describeFindings(findings, options).map(stripVTControlCharacters);
}

describe('describeFindings', () => {
  it('says what happened, where, how often, why and what next', async () => {
    expect((await described()).slice(0, 10)).toEqual([
      '✗ A program needs a newer glibc than the box has',
      '  glibc-too-old, line 3, 2 times',
      "    /mnt/artifacts/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34'",
      '    not found (required by /mnt/artifacts/app)',
      '  why:  It was linked on a newer system. A glibc cannot be shipped with a',
      '        program.',
      '  next: Build the artifact on a system that is not newer than the oldest box.',
      '',
      '✗ A TAP test said "not ok"',
      '  tap-not-ok, line 5',
    ]);
  });

  it('shows the neighbours of the line when asked, cut to a terminal', async () => {
    expect((await described({ excerpt: true })).slice(2, 8)).toEqual([
      '    1 | starting',
      `    2 | ${'x'.repeat(71)}…`,
      '  > 3 | /mnt/artifacts/app: /lib/x86_64-linux-gnu/libc.so.6: version',
      "      | `GLIBC_2.34' not found (required by /mnt/artifacts/app)",
      '    4 | /mnt/artifacts/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.3…',
      '    5 | not ok 1',
    ]);
  });

  it('never is wider than a terminal', async () => {
    const lines = [...(await described()), ...(await described({ excerpt: true }))];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says nothing about nothing', () => {
    expect(describeFindings([])).toEqual([]);
  });
});
