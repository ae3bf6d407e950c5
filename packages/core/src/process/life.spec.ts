import { createRunner, isStopped, lifeOf, ownLife, whereabouts } from './index';

/** The largest number a process can have on Linux (PID_MAX_LIMIT); the kernel starts nothing with it. */
const NOBODY = 4_194_304;
const unknown = { startedAt: null, bootId: null, pidNamespace: null, host: null };

describe('whereabouts', () => {
  const own = ownLife();
  it.each([
    ['this process', own, 'alive'],
    ['this process, of which only the number is known', { ...unknown, pid: own.pid }, 'alive'],
    ['a later process with its number', { ...own, startedAt: '1' }, 'gone'],
    ['a number nobody has', { ...own, pid: NOBODY }, 'gone'],
    ['a group', { ...unknown, pid: -own.pid }, 'gone'],
    ['all of the own group', { ...unknown, pid: 0 }, 'gone'],
    ['a number that is none', { ...unknown, pid: NaN }, 'gone'],
    ['a process of a container', { ...own, pidNamespace: 'pid:[1]' }, 'elsewhere'],
    ['a process of another host', { ...own, bootId: 'b', host: 'h' }, 'elsewhere'],
    ['another boot of who knows which host', { ...own, bootId: 'b', host: null }, 'elsewhere'],
  ] as const)('%s: %p → %s', (_name, life, expected) => {
    expect(whereabouts(life)).toBe(expected);
  });

  it('takes an earlier boot of this host for what is gone, where the host can be told', () => {
    expect(whereabouts({ ...own, bootId: 'b' })).toBe(own.host === null ? 'elsewhere' : 'gone');
  });
});

describe('lifeOf', () => {
  it.each([
    [process.pid, ownLife()],
    [NOBODY, null],
    [0, null],
  ])('%d → %j', (pid, expected) => expect(lifeOf(pid)).toEqual(expected));
});

describe('isStopped', () => {
  it('tells a process that was stopped from one that goes on', async () => {
    const sleeper = (await createRunner()).start(['sleep', '60']);
    const pid = sleeper.pid ?? NaN;
    try {
      expect([isStopped(pid), isStopped(NOBODY)]).toEqual([false, false]);
      sleeper.kill('SIGSTOP');
      for (let look = 0; !isStopped(pid) && look < 1000; look += 1) await new Promise(setImmediate);
      expect(isStopped(pid)).toBe(true);
    } finally {
      // A stopped process heeds no other signal.
      sleeper.kill('SIGKILL');
      await sleeper.exited;
    }
  });
});
