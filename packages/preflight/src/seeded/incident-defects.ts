import { type IncidentFacts, joinDocument } from '@flightline/core/incidents';
import { type Defect, near } from './defect';
import type { Example } from './example';

const run = (artifact: string, startedAt: string) => ({
  ...{ box: 'debian12', startedAt, artifact, image: null, runner: null },
});
const FAILED = run('sha256:1', '2026-01-02');

const incident = (change: Partial<IncidentFacts>) => (app: Example) =>
  app.put(
    'docs/incidents/x.md',
    joinDocument(
      {
        ...{ state: 'open', severity: 'high', release: 'hardening', cause: 'glibc-too-old' },
        ...{ opened: '2026-01-02', reproduce: 'nx run debian12:vm-run', failed: [FAILED] },
        ...{ green: [], ...change },
      },
      '# It broke\n',
    ),
  );

export const INCIDENTS: readonly Defect[] = [
  {
    what: 'one that is open',
    stage: 'release',
    make: incident({}),
    found: { 'open-incidents': 'fail' },
    says: "'It broke' is open.",
  },
  {
    what: 'one that was closed by hand',
    stage: 'release',
    make: incident({ state: 'closed' }),
    found: { 'open-incidents': 'fail' },
    says: 'and holds no green run with another artifact of debian12.',
  },
  { ...near('one of lower severity', incident({ severity: 'medium' })), stage: 'release' },
  {
    ...near(
      'one that a green run has closed',
      incident({ state: 'closed', green: [run('sha256:2', '2026-01-03')] }),
    ),
    stage: 'release',
  },
];
