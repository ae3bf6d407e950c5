import { type IncidentFacts, type IncidentRun, joinDocument } from '@flightline/core/incidents';
import { answer } from '../testing/release-tree';
import { openIncidents } from './open-incidents';

const run = (artifact: string, startedAt: string): IncidentRun => ({
  ...{ box: 'a', startedAt, artifact, image: null, runner: null },
});
const FAILED = run('sha256:1', '2026-01-02');
const GREEN = run('sha256:2', '2026-01-03');

const documentOf = (change: Partial<IncidentFacts>): string =>
  joinDocument(
    {
      ...{ state: 'open', severity: 'high', release: 'app', cause: 'r', opened: '2026-01-02' },
      ...{ reproduce: 'nx run a:vm-run', failed: [FAILED], green: [], ...change },
    },
    '# It broke\n',
  );

const FILE = 'app/docs/incidents/x.md';
const ask = (text: string, settings = {}, file = FILE) =>
  answer(openIncidents, { [file]: text }, [], { settings });

describe('open-incidents', () => {
  it.each<[string, string, object]>([
    ['a document that is no incident', '# How we do this\n', { status: 'pass' }],
    ['a proven one', documentOf({ state: 'closed', green: [GREEN] }), { status: 'pass' }],
    [
      'an open one of lower severity',
      documentOf({ severity: 'medium' }),
      { status: 'pass', detail: '1 of lower severity is open' },
    ],
  ])('passes with %s', async (_, text, outcome) => {
    expect(await ask(text)).toEqual(outcome);
  });

  it.each<[string, Partial<IncidentFacts>, string]>([
    ['an open one', {}, "'It broke' is open."],
    ['a flaky one', { state: 'flaky' }, "'It broke' is flaky, so that no green run proves a fix."],
    [
      'one that was closed by hand',
      { state: 'closed' },
      "'It broke' says that it is closed, and holds no green run with another artifact of a.",
    ],
    [
      'one that was closed with the artifact that failed',
      { state: 'closed', green: [run('sha256:1', '2026-01-03')] },
      "'It broke' says that it is closed, and holds no green run with another artifact of a.",
    ],
  ])('fails with %s', async (_, change, message) => {
    expect(await ask(documentOf(change))).toMatchObject({
      status: 'fail',
      problems: [{ file: FILE, line: 2, message }],
    });
  });

  it('looks where its setting says', async () => {
    const file = 'app/trouble/x.md';
    expect(await ask(documentOf({}), { folder: 'trouble' }, file)).toMatchObject({
      status: 'fail',
    });
    expect(await ask(documentOf({}), {}, file)).toEqual({ status: 'pass' });
  });

  it('fails where a document cannot be followed', async () => {
    expect(await ask('---\nstate: done\n---\n')).toMatchObject({
      status: 'fail',
      problems: expect.arrayContaining([
        expect.objectContaining({ file: FILE, key: 'state' }),
      ]) as unknown,
    });
  });
});
