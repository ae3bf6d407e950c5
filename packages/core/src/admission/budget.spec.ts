import { availableParallelism } from 'node:os';
import { temporaryFolder } from '../testing';
import { demandWithin, readBudget } from './budget';

const cache = temporaryFolder();
afterAll(cache.remove);

describe('readBudget', () => {
  it('takes what the environment says', () => {
    const env = { FLIGHTLINE_MEMORY: '2048', FLIGHTLINE_CPUS: '3', FLIGHTLINE_BOOTS: '1' };
    expect(readBudget(env, cache.path)).toEqual({ memory: 2048, cpus: 3, boots: 1 });
  });

  it.each([[{}], [{ FLIGHTLINE_MEMORY: '', FLIGHTLINE_CPUS: '' }]])(
    'of %j is what the host has',
    (env) => {
      const cores = availableParallelism();
      const budget = readBudget(env, cache.path);
      expect(budget).toMatchObject({ cpus: cores, boots: cores });
      expect(budget.memory).toBeGreaterThan(16);
      expect(budget.memory).toBeLessThan(2 ** 26);
    },
  );

  it('names all variables that are no numbers', () => {
    const env = { FLIGHTLINE_MEMORY: '2 GB', FLIGHTLINE_CPUS: '0', FLIGHTLINE_BOOTS: '-1' };
    expect(() => readBudget(env, cache.path)).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        problems: Object.keys(env).map((key) => expect.objectContaining({ key }) as object),
      }) as Error,
    );
  });
});

describe('demandWithin', () => {
  const budget = { memory: 1024, cpus: 2, boots: 2 };

  it.each([[{ memory: 1024, cpus: 2, boots: 0 }], [{ memory: 0, cpus: 0, boots: 1 }]])(
    'takes %j',
    (share) => {
      expect(() => demandWithin(budget, share, 'a')).not.toThrow();
    },
  );

  it('says all that is too much, and what to change', () => {
    expect(() => demandWithin(budget, { memory: 1025, cpus: 3, boots: 0 }, 'a')).toThrow(
      expect.objectContaining({
        code: 'BOX_TOO_LARGE',
        message:
          "'a' needs 1025 MiB, and machines may take 1024 MiB of this host. 'a' needs 3 cores, and machines may take 2 cores of this host.",
        hint: [
          "Lower 'memory' of 'a', close other programs, or allow more with FLIGHTLINE_MEMORY=1025.",
          "Lower 'cpus' of 'a', or allow more with FLIGHTLINE_CPUS=3.",
        ].join('\n'),
      }) as Error,
    );
  });
});
