// What holds for any order in which boxes come and end, tried on many.
import { type Claim, RESOURCES, type Share, admit, byArrival } from './admit';

const BUDGET: Share = { memory: 16, cpus: 4, boots: 2 };
const BOXES = 40;

interface Job extends Claim {
  /** How long it holds its share. */
  lasts: number;
}

/** Numbers from 0 to 1 that a seed decides: mulberry32 by Tommy Ettinger, public domain. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function jobsOf(seed: number): Job[] {
  const next = random(seed);
  const upTo = (most: number) => 1 + Math.floor(next() * most);
  // All at once, one after the other, or in between.
  const pace = [0, 2, 10][seed % 3] ?? 0;
  return Array.from({ length: BOXES }, (_, i) => ({
    ...{ id: `j${i}`, box: `j${i}`, pid: i, arrivedAt: i * pace, lasts: upTo(20) },
    share: { memory: upTo(upTo(BUDGET.memory)), cpus: upTo(upTo(BUDGET.cpus)), boots: 0 },
  }));
}

interface Moment {
  now: number;
  running: readonly Job[];
  waiting: readonly Job[];
}

/** All moments at which one came or ended, after everybody who might go has gone. */
function simulate(jobs: readonly Job[]): Moment[] {
  const moments: Moment[] = [];
  const endOf = new Map<string, number>();
  let running: Job[] = [];
  let waiting: Job[] = [];
  let coming = [...jobs];
  let now = 0;
  while (coming.length + waiting.length + running.length > 0) {
    running = running.filter(({ id }) => (endOf.get(id) ?? 0) > now);
    waiting.push(...coming.filter(({ arrivedAt }) => arrivedAt <= now));
    coming = coming.filter(({ arrivedAt }) => arrivedAt > now);
    const going = new Set(admit(BUDGET, running, waiting).map(({ id }) => id));
    for (const job of waiting.filter(({ id }) => going.has(id))) {
      endOf.set(job.id, now + job.lasts);
      running.push(job);
    }
    waiting = waiting.filter(({ id }) => !going.has(id));
    moments.push({ now, running: [...running], waiting: [...waiting] });
    const next = Math.min(
      ...running.map(({ id }) => endOf.get(id) ?? Infinity),
      ...coming.map(({ arrivedAt }) => arrivedAt),
    );
    if (next === Infinity) break;
    now = next;
  }
  return moments;
}

/** No order ends sooner: the work through the narrowest resource, or the last to come. */
function leastTime(jobs: readonly Job[]): number {
  const through = RESOURCES.filter((resource) => resource !== 'boots').map(
    (resource) =>
      jobs.reduce((sum, { share, lasts }) => sum + share[resource] * lasts, 0) / BUDGET[resource],
  );
  return Math.max(...through, ...jobs.map(({ arrivedAt, lasts }) => arrivedAt + lasts));
}

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);
const TRIALS = SEEDS.map((seed) => {
  const jobs = jobsOf(seed);
  return { jobs, moments: simulate(jobs) };
});

describe('of boxes that come and end at random', () => {
  it('never more is held than there is', () => {
    const most = TRIALS.flatMap(({ moments }) =>
      moments.flatMap(({ running }) =>
        RESOURCES.map(
          (resource) =>
            running.reduce((sum, { share }) => sum + share[resource], 0) / BUDGET[resource],
        ),
      ),
    );
    expect(Math.max(...most)).toBe(1);
  });

  it('all get through', () => {
    for (const { moments } of TRIALS) {
      const ran = new Set(moments.flatMap(({ running }) => running.map(({ id }) => id)));
      expect([ran.size, moments.at(-1)?.waiting]).toEqual([BOXES, []]);
    }
  });

  it('nobody waits for those alone who came later', () => {
    const starved = TRIALS.flatMap(({ moments }) =>
      moments.flatMap(({ running, waiting }) => {
        const first = [...waiting].sort(byArrival)[0];
        const before = running.some((job) => first !== undefined && byArrival(job, first) < 0);
        return first === undefined || before ? [] : [first];
      }),
    );
    expect(starved).toEqual([]);
  });

  it('some pass others, and all together end in little more than the least time', () => {
    const passed = TRIALS.filter(({ moments }) =>
      moments.some(({ running, waiting }) =>
        running.some((job) => waiting.some((first) => byArrival(first, job) < 0)),
      ),
    );
    expect(passed.length).toBeGreaterThan(TRIALS.length / 2);
    const ratios = TRIALS.map(
      ({ jobs, moments }) => (moments.at(-1)?.now ?? Infinity) / leastTime(jobs),
    );
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(mean).toBeLessThan(1.3);
    expect(Math.max(...ratios)).toBeLessThan(1.8);
  });
});
