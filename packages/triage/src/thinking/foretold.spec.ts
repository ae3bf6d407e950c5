import type { Prediction } from '@flightline/core/predictions';
import type { BoxFinding, BoxReport } from '../executors/triage/report';
import { compareForetold } from './foretold';

const finding = (category: BoxFinding['category'], severity: BoxFinding['severity'] = 'hard') =>
  ({ rule: `of-${category}`, category, severity, file: 'f.log', line: 3 }) as BoxFinding;

const box = (verdict: BoxReport['verdict'], ...findings: BoxFinding[]) =>
  ({ box: 'a', verdict, findings }) as BoxReport;

const prediction = (kind: Prediction['kind'], of = 'a'): Prediction => ({
  ...{ box: of, check: 'elf', kind, message: 'No.', file: 'app' },
});
const START = prediction('start');

describe('what preflight foretold', () => {
  it.each<[string, Prediction[], BoxReport, object[]]>([
    [
      'and happened',
      [START],
      box('failed', finding('runtime')),
      [{ kind: 'start', outcome: 'happened', findings: [{ rule: 'of-runtime' }] }],
    ],
    [
      'and did not happen',
      [START, START],
      box('passed'),
      [{ outcome: 'did not happen', findings: [], foretold: [{ check: 'elf' }, {}] }],
    ],
    [
      'of another kind',
      [prediction('leak')],
      box('failed', finding('runtime')),
      [
        { kind: 'start', foretold: [], outcome: 'happened' },
        { kind: 'leak', outcome: 'did not happen', findings: [] },
      ],
    ],
    ['and nobody knows', [START], box('infra'), [{ outcome: 'not known' }]],
    ['and has not run', [START], box(null), [{ outcome: 'not known' }]],
    [
      'not, and it happened',
      [],
      box('failed', finding('environment')),
      [{ kind: 'leak', foretold: [] }],
    ],
    ['of another box', [prediction('start', 'b')], box('passed'), []],
    [
      'not, beside something else',
      [],
      box('failed', finding('tests'), finding('runtime', 'info')),
      [],
    ],
  ])('%s', (_, predictions, report, expected) => {
    expect(compareForetold(predictions, [report])).toMatchObject(expected);
  });
});
