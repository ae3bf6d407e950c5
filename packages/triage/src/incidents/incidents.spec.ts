import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Incident, type IncidentRun, parseIncident } from '@flightline/core/incidents';
import { temporaryFolder } from '@flightline/core/testing';
import type { BoxFinding, BoxReport, Cause, TriageReport } from '../executors/triage/report';
import { judgeIncident } from './judge';
import { keepIncidents } from './keep';
import { openIncident } from './open';

const THEN = '2026-01-02T03:04:05.000Z';
const LATER = '2026-01-03T03:04:05.000Z';
const BEFORE = '2026-01-01T03:04:05.000Z';

interface Ran {
  green?: boolean;
  artifact?: string | null;
  at?: string | null;
  runner?: string;
}

function box(name: string, ran: Ran = {}): BoxReport {
  const { green = false, artifact = 'sha256:old', at = THEN, runner = 'sha256:r' } = ran;
  return {
    ...{
      box: name,
      hostname: name,
      state: 'finished',
      verdict: green ? 'passed' : 'failed',
      green,
    },
    ...{ because: '', durationMs: 1, startedAt: at, disagreements: [], doubts: [], facts: {} },
    digests: { artifact, image: 'sha256:i', runner },
    ...{ log: null, console: null, findings: [] },
    reports: { folder: '', files: [], junit: [] },
  };
}

const failed = (name: string): IncidentRun => ({
  ...{ box: name, startedAt: THEN, artifact: 'sha256:old', image: 'sha256:i', runner: 'sha256:r' },
});

const incident = (change: Partial<Incident> = {}): Incident => ({
  ...{ file: 'f.md', line: 2, title: 'x', state: 'open', severity: 'high', release: 'app' },
  ...{ cause: 'r', opened: '2026-01-02', reproduce: 'nx run a:vm-run' },
  ...{ failed: [failed('a'), failed('b')], green: [], ...change },
});

const FIXED: Ran = { green: true, artifact: 'sha256:new', at: LATER };

describe('an incident', () => {
  it.each<[string, [Ran, Ran] | [Ran], string | undefined, string[]]>([
    ['is closed when all its boxes are green with another artifact', [FIXED, FIXED], 'closed', []],
    ['waits for a box that was not looked at', [FIXED], undefined, ['b']],
    ['waits for a box that is red', [FIXED, { ...FIXED, green: false }], undefined, ['b']],
    ['takes no run from before the failure', [FIXED, { ...FIXED, at: BEFORE }], undefined, ['b']],
    ['takes no run that it was opened with', [{ green: true }, FIXED], undefined, ['a']],
    ['takes no run without a time', [FIXED, { ...FIXED, at: null }], undefined, ['b']],
    ['takes no run of nobody knows what', [FIXED, { ...FIXED, artifact: null }], undefined, ['b']],
    ['is flaky when a box is green with what failed', [{ green: true, at: LATER }], 'flaky', []],
    ['stays open while it fails on', [{ at: LATER }, {}], undefined, ['a', 'b']],
  ])('%s', (_, [a, b], state, waitsFor) => {
    const boxes = [box('a', a), ...(b === undefined ? [] : [box('b', b)]), box('c', FIXED)];
    const found = judgeIncident(incident(), boxes);
    expect({ state: found.change?.state, waitsFor: found.waitsFor }).toEqual({ state, waitsFor });
  });

  it.each(['flaky', 'closed'] as const)('stays %s whatever comes', (state) => {
    const all = [box('a', FIXED), box('b', FIXED)];
    expect(judgeIncident(incident({ state }), all)).toEqual({ change: undefined, waitsFor: [] });
  });
});

const EVIDENCE: BoxFinding = {
  ...{ rule: 'r', category: 'runtime', severity: 'hard', title: 't', why: 'w', action: 'a' },
  ...{ retries: 0, box: 'a', line: 7, offset: 0, text: 'version ``` `X` not found', count: 1 },
  ...{ excerpt: { from: 6, lines: ['before', 'version ``` `X` not found'] } },
  ...{ source: 'log', file: 'app/a_run.log' },
};

const CAUSE: Cause = {
  ...{ id: 'r', rule: 'r', category: 'runtime', severity: 'hard', title: 'It <b>broke' },
  ...{ boxes: ['a', 'b'], evidence: EVIDENCE, why: 'Why.', action: 'Act.', retries: 0 },
  ...{ separation: { kind: 'none', because: 'x' }, consequences: [] },
};
const SOFT: Cause = { ...CAUSE, id: 'soft one', rule: 's', severity: 'soft', boxes: ['b'] };

const report = (boxes: BoxReport[], causes: Cause[] = [SOFT, CAUSE]): TriageReport => ({
  ...{ schemaVersion: 1, release: 'app', time: THEN, green: false, boxes, causes },
  ...{ foretold: [], incidents: [], remarks: [] },
});

const RED = [box('a'), box('b'), box('c')];
const standing = (incidents: Incident[] = [], taken: string[] = []) => ({
  ...{ releaseRoot: 'apps/app', incidents },
  isTaken: (path: string) => taken.includes(path),
});
const PATH = 'apps/app/docs/incidents/2026-01-02-it-b-broke.md';

describe('opening one', () => {
  it('tells of the most important cause: signature, command, digests', () => {
    const { path, text } = openIncident(report(RED), {}, standing());
    expect(path).toBe(PATH);
    expect(parseIncident(text, path)).toMatchObject({
      ...{ state: 'open', severity: 'high', cause: 'r', opened: '2026-01-02' },
      ...{ reproduce: 'nx run-many -t vm-run -p a b', failed: [failed('a'), failed('b')] },
    });
    for (const heading of ['Symptom', 'Reproduction', 'Root cause', 'Fix', 'Validation evidence'])
      expect(text).toContain(`\n## ${heading}\n`);
    expect(text).toContain('\n````text\nversion ``` `X` not found\n````\n');
    expect(text).toContain('# It &lt;b&gt;broke');
    expect(text).toContain('| a | 2026-01-02T03:04:05.000Z | `sha256:old` |');
  });

  it.each([
    [{ cause: 's' }, { cause: 'soft one', severity: 'medium', reproduce: 'nx run b:vm-run' }],
    [{ cause: 'soft one', severity: 'high' as const }, { severity: 'high' }],
  ])('does as %j says', (wishes, facts) => {
    const { path, text } = openIncident(report(RED), wishes, standing());
    expect(parseIncident(text, path)).toMatchObject(facts);
  });

  it('does not write over another document', () => {
    const { path } = openIncident(report(RED), { name: 'Ä ship!' }, standing());
    expect(path).toBe('apps/app/docs/incidents/2026-01-02-ship.md');
    expect(openIncident(report(RED), {}, standing([], [PATH])).path).toBe(
      PATH.replace('.md', '-2.md'),
    );
  });

  it.each<[string, TriageReport, object, Incident[], RegExp]>([
    ['is open already', report(RED), {}, [incident()], /'r' has an incident that is open/],
    ['is unknown', report(RED), { cause: 'x' }, [], /no cause 'x'/],
    ['does not exist', report(RED, [SOFT]), {}, [], /no cause of a failure/],
    ['has not run', report([box('a', { at: null }), box('b')]), {}, [], /evidence of 'a' does not/],
  ])('is refused for a cause that %s', (_, found, wishes, incidents, says) => {
    expect(() => openIncident(found, wishes, standing(incidents))).toThrow(says);
  });

  it('is possible again once the last one is closed', () => {
    const closed = standing([incident({ state: 'closed' })]);
    expect(() => openIncident(report(RED), {}, closed)).not.toThrow();
  });
});

describe('keeping them', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder('flightline-incidents-')));
  afterEach(() => folder.remove());

  const PLACE = { release: 'app', releaseRoot: 'apps/app' };
  const keep = (boxes: BoxReport[]) =>
    keepIncidents(boxes, { ...PLACE, workspaceRoot: folder.path }, LATER);
  const at = (path: string) => join(folder.path, path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const opened = (edit = (text: string) => text) => {
    const { path, text } = openIncident(report(RED), {}, standing());
    write(path, edit(text));
  };
  const text = () => readFileSync(at(PATH), 'utf8');

  it('writes the proof into its document, with digests, and what a person wrote stays', () => {
    opened((was) => was.replace('Why.', 'Our own words.'));
    const { incidents } = keep([box('a', FIXED), box('b', { ...FIXED, runner: 'sha256:s' })]);
    expect(incidents).toMatchObject([{ file: PATH, state: 'closed', was: 'open', waitsFor: [] }]);
    expect(parseIncident(text(), PATH)).toMatchObject({
      state: 'closed',
      green: [{ box: 'a', artifact: 'sha256:new', startedAt: LATER }, { box: 'b' }],
    });
    expect(text()).toContain('Our own words.');
    expect(text()).toContain('Found on 2026-01-03.');
    expect(text()).toContain('`sha256:s` (another than failed)');
    expect(text()).not.toContain('None yet.');
    const after = text();
    expect(keep([box('a', FIXED), box('b', FIXED)]).incidents[0]).not.toHaveProperty('was');
    expect(text()).toBe(after);
  });

  it('finds its place again where somebody took the marks away', () => {
    opened((was) => was.replace(/<!--.*-->/g, ''));
    keep([box('a', FIXED), box('b', FIXED)]);
    expect(text().match(/## Validation evidence/g)).toHaveLength(2);
    expect(text()).toContain('was green in a later run');
  });

  it('leaves one alone that waits', () => {
    opened();
    const before = text();
    expect(keep([box('a', FIXED)]).incidents).toMatchObject([{ state: 'open', waitsFor: ['b'] }]);
    expect(text()).toBe(before);
  });

  it('passes by what is no incident, or not of this release, and tells of one it cannot follow', () => {
    opened((was) => was.replace('release: app', 'release: other'));
    write('apps/app/docs/incidents/README.md', '# How we do this\n');
    write('apps/app/docs/incidents/x.md', '---\nstate: done\n---\n');
    const { incidents, remarks } = keep([]);
    expect(incidents).toEqual([]);
    expect(remarks[0]).toMatchObject({ kind: 'incident', severity: 'soft', line: 2 });
    expect(remarks[0]?.message).toContain("'state': It has to be one of open, flaky, closed.");
  });
});
