import type { FoundLease } from '@flightline/core/leases';
import { foundLease } from '@flightline/core/testing';
import { planReap } from './plan';

const NOW = new Date('2026-01-02T12:00:00.000Z');

/** A lease taken some hours ago. */
const found = (state: FoundLease['state'], hours: number, id = 'm-1') =>
  foundLease({ id, takenAt: new Date(NOW.getTime() - hours * 3_600_000).toISOString() }, state);

describe('planReap', () => {
  it.each<[FoundLease['state'], number, Parameters<typeof planReap>[1], boolean, string]>([
    ['alive', 3, {}, false, 'It is alive.'],
    ['alive', 3, { olderThan: 4 }, false, 'It is alive.'],
    ['alive', 3, { olderThan: 2 }, true, 'It is older than 2 h 00 min.'],
    ['alive', 3, { olderThan: 0 }, true, 'It is older than 0 ms.'],
    ['alive', 3, { all: true }, true, 'All are to end. It is alive.'],
    ['gone', 0, {}, true, 'It is gone.'],
    ['gone', 0, { olderThan: 9 }, true, 'It is gone.'],
    ['elsewhere', 99, {}, false, 'It is elsewhere.'],
    ['elsewhere', 99, { all: true, olderThan: 1 }, false, 'It is elsewhere.'],
  ])('%s, %i h old, with %j: to end %j, because %s', (state, hours, options, end, because) => {
    expect(planReap([found(state, hours)], options, NOW)).toMatchObject([
      { ageMs: hours * 3_600_000, end, because },
    ]);
  });

  it('puts the oldest first', () => {
    const fates = planReap(
      [found('alive', 1, 'm-a'), found('gone', 3, 'm-b'), found('alive', 2, 'm-c')],
      {},
      NOW,
    );
    expect(fates.map((fate) => fate.found.lease.id)).toEqual(['m-b', 'm-c', 'm-a']);
  });
});
