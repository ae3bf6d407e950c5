import { createInterface } from 'node:readline';
import { createRunner } from '../process';
import { temporaryFolder } from '../testing';
import type { Share } from './admit';
import { holdHere, takeShare } from './take-share';

const BUDGET: Share = { memory: 1024, cpus: 2, boots: 2 };
const ONE: Share = { memory: 256, cpus: 1, boots: 0 };

describe('takeShare', () => {
  const cache = temporaryFolder();
  afterAll(cache.remove);

  const take = (
    box: string,
    share: Share,
    { budget = () => BUDGET, signal = new AbortController().signal } = {},
  ) => {
    const said: string[] = [];
    const onWait = (why: string) => Promise.resolve(void said.push(why));
    const ground = { cacheDir: cache.path, signal, budget, onWait };
    const held = takeShare({ box, share, hold: holdHere }, ground);
    return { said, held };
  };
  /** Resolves when it was told that it has to wait. */
  const waits = async ({ said }: { said: string[] }) => {
    for (let turn = 0; said.length === 0 && turn < 10_000; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 1));
    return said[0];
  };

  it('gives what there is, then has others wait in the order in which they came', async () => {
    const [first, second] = [await take('a', ONE).held, await take('b', ONE).held];
    const third = take('c', ONE);
    await waits(third);
    const fourth = take('d', ONE);
    expect(await waits(fourth)).toMatch(/taken by 'a' .* and 'b' .*; first in line 'c'/);
    const order: string[] = [];
    const ends = [third, fourth].map(({ held }, i) =>
      held.then((leave) => {
        order.push('cd'.charAt(i));
        leave();
      }),
    );
    first();
    second();
    await Promise.all(ends);
    expect([order, third.said.length]).toEqual([['c', 'd'], 1]);
  });

  it('gives to all that came at once, and never more than there is', async () => {
    let [now, most] = [0, 0];
    const runs = Array.from({ length: 6 }, async (_, i) => {
      const leave = await take(`box${i}`, ONE).held;
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      leave();
    });
    await Promise.all(runs);
    expect([now, most]).toEqual([0, 2]);
  }, 60_000);

  it('lets go who does not want to wait, and those behind it', async () => {
    const leave = await take('a', { ...ONE, cpus: 2 }).held;
    const impatience = new AbortController();
    const second = take('b', { ...ONE, cpus: 2 }, { signal: impatience.signal });
    await waits(second);
    impatience.abort();
    await expect(second.held).rejects.toMatchObject({ name: 'AbortError' });
    const third = take('c', { ...ONE, cpus: 2 });
    expect(await waits(third)).not.toContain("'b'");
    leave();
    (await third.held)();
  });

  it.each<[string, Share]>([
    ['at once', { memory: 1025, cpus: 1, boots: 0 }],
    ['at once', { memory: 1, cpus: 3, boots: 0 }],
  ])('refuses %s what there never is: %j', async (_, share) => {
    const leave = await take('a', ONE).held;
    await expect(take('b', share).held).rejects.toMatchObject({ code: 'BOX_TOO_LARGE' });
    leave();
  });

  it('refuses what there is not any more when nobody is left to wait for', async () => {
    const leave = await take('a', { ...ONE, memory: 900 }).held;
    let memory = 1024;
    const second = take('b', { ...ONE, memory: 800 }, { budget: () => ({ ...BUDGET, memory }) });
    await waits(second);
    memory = 700;
    leave();
    await expect(second.held).rejects.toMatchObject({ code: 'BOX_TOO_LARGE' });
  });

  it('is free when the process that held it is killed', async () => {
    const script = `
      const { takeShare, holdHere } = require('./packages/core/src/admission');
      const share = { memory: 1024, cpus: 1, boots: 0 };
      const ground = { cacheDir: process.argv[1], signal: new AbortController().signal, budget: () => share, onWait: async () => {} };
      takeShare({ box: 'other', share, hold: holdHere }, ground).then(() => {
        console.log('held');
        setInterval(() => {}, 1000);
      });
    `;
    const holder = (await createRunner()).start(
      [process.execPath, '-r', '@swc-node/register', '-e', script, cache.path],
      { cwd: `${__dirname}/../../../..` },
    );
    if (holder.stdout === undefined) throw new Error('The holder has no stdout.');
    for await (const line of createInterface({ input: holder.stdout })) if (line === 'held') break;
    const mine = take('a', ONE);
    expect(await waits(mine)).toContain("taken by 'other'");
    holder.kill('SIGKILL');
    (await mine.held)();
  }, 60_000);
});
