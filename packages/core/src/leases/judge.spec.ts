import type { Life, Whereabouts } from '../process';
import { judge } from './judge';
import type { Lease } from './lease';

const NOW = Date.parse('2026-01-02T12:00:00.000Z');
const SECOND = 1000;
const DAY = 24 * 3_600 * SECOND;

/** Processes are told apart by what is to be said of them. */
const life = (is: Whereabouts): Life => ({
  ...{ pid: 7, startedAt: is, bootId: null, pidNamespace: null, host: null },
});

function lease(owner: Whereabouts | null, keeper: Whereabouts | null, leftMs: number): Lease {
  return {
    schemaVersion: 1,
    id: 'm-1',
    box: 'a',
    purpose: 'run',
    workspace: '/w',
    uid: 1,
    takenAt: '2026-01-02T11:00:00.000Z',
    deadline: new Date(NOW + leftMs).toISOString(),
    owner: owner && life(owner),
    keeper: keeper && life(keeper),
    machine: null,
    runtime: '/r/m-1',
    evidence: null,
    entry: null,
  };
}

describe('judge', () => {
  it.each([
    ['alive', 'alive', SECOND, 'alive', undefined],
    ['alive', 'gone', SECOND, 'alive', undefined],
    ['alive', null, SECOND, 'alive', undefined],
    ['gone', 'alive', SECOND, 'gone', 15_000],
    ['gone', 'alive', -29 * SECOND, 'gone', 15_000],
    ['gone', 'gone', SECOND, 'gone', undefined],
    ['gone', null, SECOND, 'gone', undefined],
    ['alive', 'alive', -29 * SECOND, 'alive', undefined],
    ['alive', 'alive', -DAY, 'alive', undefined],
    ['alive', 'gone', -29 * SECOND, 'alive', undefined],
    ['alive', 'gone', -31 * SECOND, 'gone', undefined],
    ['alive', null, -31 * SECOND, 'gone', undefined],
    ['gone', 'alive', -31 * SECOND, 'gone', 15_000],
    [null, 'alive', SECOND, 'alive', undefined],
    [null, 'gone', SECOND, 'gone', undefined],
    [null, 'alive', -DAY, 'alive', undefined],
    [null, 'gone', -31 * SECOND, 'gone', undefined],
    ['elsewhere', 'gone', -31 * SECOND, 'elsewhere', undefined],
    [null, 'elsewhere', -DAY + SECOND, 'elsewhere', undefined],
    [null, 'elsewhere', -DAY - SECOND, 'gone', undefined],
  ] as const)(
    'owner %s, keeper %s, %d ms left: %s, patience %p',
    (owner, keeper, left, state, patienceMs) => {
      const judgement = judge(
        lease(owner, keeper, left),
        ({ startedAt }) => startedAt as Whereabouts,
        NOW,
      );
      expect(judgement).toMatchObject({ state, why: expect.stringMatching(/\.$/) as string });
      expect(judgement.patienceMs).toBe(patienceMs);
    },
  );

  it('takes a deadline that is none for one that has passed', () => {
    const broken = { ...lease('alive', null, SECOND), deadline: 'soon' };
    expect(judge(broken, () => 'alive', NOW).state).toBe('gone');
  });
});
