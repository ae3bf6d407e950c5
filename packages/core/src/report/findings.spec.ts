import type { Problem } from '../errors';
import { type FindingsReport, type Level, type ReportFinding, inOrder } from './findings';

const finding = (
  rule: string,
  level: Level,
  problem: Partial<Problem>,
  waived = false,
): ReportFinding => ({
  rule,
  level,
  problem: { message: 'No.', ...problem },
  ...(waived ? { waiver: { reason: 'Old.' } } : {}),
});

/** In the order they are to be shown. */
const FINDINGS = [
  finding('b', 'error', { file: 'B', line: 9 }),
  finding('b', 'error', { file: 'a' }),
  finding('b', 'error', { file: 'a', line: 2, column: 10 }),
  finding('b', 'error', { file: 'a', line: 10 }),
  finding('b', 'error', { file: 'a', line: 10, message: 'Other.' }),
  finding('a', 'error', {}),
  finding('own', 'error', {}),
  finding('b', 'warning', {}),
  finding('b', 'note', {}),
  finding('b', 'error', {}, true),
];

const report = (findings: readonly ReportFinding[]): FindingsReport => ({
  tool: { name: 'tool', version: '1.0.0' },
  subject: { name: 'app', file: 'app/project.json' },
  part: 'source',
  rules: ['b', 'a'].map((id) => ({ id, title: id, why: 'It matters.' })),
  findings,
});

it.each([
  ['as they come', FINDINGS],
  ['reversed', [...FINDINGS].reverse()],
  ['rotated', [...FINDINGS.slice(4), ...FINDINGS.slice(0, 4)]],
])('findings %s have one order', (_, findings) => {
  expect(inOrder(report(findings))).toEqual(FINDINGS);
});
