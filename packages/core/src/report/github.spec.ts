import type { Problem } from '../errors';
import type { FindingsReport, Level, ReportFinding } from './findings';
import { renderAnnotations, renderSummary } from './github';

const finding = (level: Level, problem: Problem): ReportFinding => ({
  rule: 'one',
  level,
  problem,
});

const report = (...findings: ReportFinding[]): FindingsReport => ({
  tool: { name: 'preflight', version: '1.0.0' },
  subject: { name: 'app', file: 'app/project.json' },
  part: 'source',
  rules: [{ id: 'one', title: 'One holds', why: 'It matters.' }],
  findings,
});

describe('renderAnnotations', () => {
  it.each<[Level, Problem, string]>([
    ['error', { message: 'No.' }, '::error title=one::No.'],
    [
      'warning',
      { file: 'a,b:c.py', line: 3, column: 7, message: '100 % no.\r\n::error::x', hint: 'Mend.' },
      '::warning title=one,file=a%2Cb%3Ac.py,line=3,col=7::100 %25 no.%0D%0A::error::x%0AMend.',
    ],
    ['note', { file: '50%\n', message: 'No.' }, '::notice title=one,file=50%25%0A::No.'],
  ])('%s %j', (level, problem, line) => {
    expect(renderAnnotations(report(finding(level, problem)))).toEqual([line]);
  });

  it('tells the ten most important ones, and none that is waived', () => {
    const waived = { ...finding('error', { message: 'Waived.' }), waiver: { reason: 'Old.' } };
    const notes = Array.from({ length: 12 }, (_, line) =>
      finding('note', { file: 'a', line: line + 1, message: 'Hm.' }),
    );
    const lines = renderAnnotations(report(waived, ...notes, finding('error', { message: 'No.' })));
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('::error title=one::No.');
    expect(lines.join()).not.toContain('Waived');
  });
});

describe('renderSummary', () => {
  it('says so when nothing was found', () => {
    expect(renderSummary(report())).toContain('Nothing found by 1 rule.');
  });

  it('is a table in which nothing that was found is markup', () => {
    const text = renderSummary(
      report(
        finding('error', {
          file: 'a|b.py',
          line: 3,
          message: '<img src=x> [x](y) `|`\n| # \\|',
          key: 'k',
        }),
        { ...finding('error', { message: 'No.' }), waiver: { reason: 'Old.', owner: 'kim' } },
      ),
    );
    expect(text.split('\n').slice(2, 6)).toEqual([
      '| | Where | What |',
      '| --- | --- | --- |',
      '| error | a\\|b.py:3 k | one: &lt;img src=x&gt; \\[x\\]\\(y\\) \\`\\|\\`<br>\\| \\# \\\\\\| |',
      '| waived |  | one: No.<br>Waived: Old. \\(kim\\) |',
    ]);
  });

  it('stays far below the size that GitHub takes', () => {
    const found = Array.from({ length: 5000 }, () =>
      finding('error', { message: '<'.repeat(10_000) }),
    );
    const text = renderSummary(report(...found));
    expect(text.length).toBeLessThan(512 * 1024);
    expect(text).toContain('4800 more are left out here.');
  });
});
