import '@microsoft/jest-sarif';
import type { Log } from 'sarif';
import type { FindingsReport, ReportFinding } from './findings';
import { renderSarif } from './sarif';

const FIX = [
  {
    file: 'app/a b.toml',
    range: { start: { line: 3, column: 12 }, end: { line: 3, column: 15 } },
    newText: '1.1',
  },
  {
    file: 'app/x.py',
    range: { start: { line: 1, column: 1 }, end: { line: 2, column: 1 } },
    newText: '',
  },
];

const report = (...findings: ReportFinding[]): FindingsReport => ({
  tool: { name: 'flightline-preflight', version: '1.2.3' },
  subject: { name: 'app', file: 'app/project.json' },
  part: 'source',
  rules: [
    { id: 'one', title: 'One holds', why: 'It matters.', help: 'Mend it.' },
    { id: 'two', title: 'Two holds', why: 'It matters, too.' },
  ],
  findings,
});

function resultsOf(...findings: ReportFinding[]) {
  const log = JSON.parse(renderSarif(report(...findings))) as Log;
  expect(log).toBeValidSarifLog();
  return log.runs[0]?.results ?? [];
}

describe('renderSarif', () => {
  it('names the tool, its rules and the run', () => {
    const log = JSON.parse(renderSarif(report())) as Log;
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'flightline-preflight', version: '1.2.3' } },
          automationDetails: { id: 'flightline-preflight/app/source/' },
          results: [],
        },
      ],
    });
    expect(log.runs[0]?.tool.driver.rules?.map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it.each<[what: string, finding: ReportFinding, result: object]>([
    [
      'a place',
      {
        rule: 'two',
        level: 'warning',
        problem: { file: 'app/ä:1.toml', line: 3, column: 7, message: 'No.', hint: 'Mend.' },
      },
      {
        ruleId: 'two',
        ruleIndex: 1,
        level: 'warning',
        message: { text: 'No.\nMend.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'app/%C3%A4%3A1.toml', uriBaseId: '%SRCROOT%' },
              region: { startLine: 3, startColumn: 7 },
            },
          },
        ],
      },
    ],
    [
      'no place, at the file of the subject',
      { rule: 'stranger', level: 'note', problem: { message: 'No.', key: 'a.b' } },
      {
        ruleId: 'stranger',
        level: 'note',
        message: { text: 'No.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'app/project.json', uriBaseId: '%SRCROOT%' },
            },
            logicalLocations: [{ fullyQualifiedName: 'a.b' }],
          },
        ],
      },
    ],
  ])('writes a finding with %s', (_, finding, result) => {
    expect(resultsOf(finding)).toEqual([result]);
  });

  it('writes edits as one fix with a change for each file', () => {
    const [result] = resultsOf({
      rule: 'one',
      level: 'error',
      problem: { message: 'No.', hint: 'Write 1.1.', fix: FIX },
    });
    expect(result?.fixes).toEqual([
      {
        description: { text: 'Write 1.1.' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'app/a%20b.toml', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 3, startColumn: 12, endLine: 3, endColumn: 15 },
                insertedContent: { text: '1.1' },
              },
            ],
          },
          {
            artifactLocation: { uri: 'app/x.py', uriBaseId: '%SRCROOT%' },
            replacements: [
              { deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 } },
            ],
          },
        ],
      },
    ]);
  });

  it('writes a waiver as a suppression that says who and until when', () => {
    const waiver = { reason: 'Old.', owner: 'kim', expires: '2027-01-31' };
    const [result] = resultsOf({
      rule: 'one',
      level: 'error',
      problem: { message: 'No.' },
      waiver,
    });
    expect(result?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'Old. (kim, until 2027-01-31)' },
    ]);
  });
});
