import { FlightlineError } from '../errors';
import {
  type IncidentFacts,
  type IncidentRun,
  joinDocument,
  parseIncident,
  unproven,
  withFacts,
} from '.';

const run = (change: Partial<IncidentRun> = {}): IncidentRun => ({
  ...{ box: 'a', startedAt: '2026-01-02T00:00:00.000Z', artifact: 'sha256:1' },
  ...{ image: null, runner: 'sha256:r', ...change },
});
const LATER = '2026-01-03T00:00:00.000Z';

const FACTS: IncidentFacts = {
  ...{ state: 'open', severity: 'high', release: 'app', cause: "x: 'y' # z", opened: '2026-01-02' },
  ...{ reproduce: 'nx run a:vm-run', failed: [run()], green: [] },
};
const TEXT = joinDocument(FACTS, '# It broke\n\ntext\n');

describe('the document of an incident', () => {
  it('is read as it was written', () => {
    expect(parseIncident(TEXT, 'f.md')).toEqual({
      ...{ ...FACTS, file: 'f.md', line: 2, title: 'It broke' },
    });
  });

  it('is something else without front matter', () => {
    expect(parseIncident('# How we write incidents\n', 'README.md')).toBeUndefined();
  });

  it('changes where it is told to, and keeps what a person wrote', () => {
    const edited = TEXT.replace('severity: high', 'severity: low # as we found out').replace(
      'text',
      'what we know',
    );
    const changed = withFacts(edited, { state: 'closed', green: [run()] }, (body) => `${body}end`);
    expect(parseIncident(changed, 'f.md')).toMatchObject({ state: 'closed', green: [run()] });
    expect(changed).toContain('severity: low # as we found out\n');
    expect(changed).toMatch(/what we know\nend$/);
  });

  it('says all that is wrong with it, with line and key', () => {
    const wrong = TEXT.replace('state: open', 'state: done').replace('artifact: sha256:1', 'x: 1');
    const problems = () => {
      try {
        parseIncident(wrong, 'f.md');
      } catch (error) {
        return error instanceof FlightlineError ? [error.code, error.problems] : [];
      }
      return [];
    };
    expect(problems()).toEqual([
      'INCIDENT_INVALID',
      [
        expect.objectContaining({ file: 'f.md', line: 2, key: 'state' }),
        expect.objectContaining({ file: 'f.md', line: 9, key: 'failed' }),
      ],
    ]);
  });
});

describe('what a green run proves', () => {
  it.each<[string, IncidentRun[], string[]]>([
    ['nothing is known', [], ['a']],
    ['it is later, with another artifact', [run({ artifact: 'sha256:2', startedAt: LATER })], []],
    ['the artifact is the one that failed', [run({ startedAt: LATER })], ['a']],
    ['it came before', [run({ artifact: 'sha256:2', startedAt: '2026-01-01' })], ['a']],
    ['it is another box', [run({ box: 'b', artifact: 'sha256:2', startedAt: LATER })], ['a']],
  ])('when %s', (_, green, left) => {
    expect(unproven({ failed: [run()], green }).map(({ box }) => box)).toEqual(left);
  });
});
