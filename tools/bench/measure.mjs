/**
 * One side of a comparison.
 * @typedef {object} Side
 * @property {string} name
 * @property {() => Promise<number>} take one measurement, in ms
 *
 * @typedef {Side & { insteadOf: 'ours' | 'peer' }} Beside shown with its own ratio, which has no goal
 *
 * @typedef {object} Benchmark
 * @property {string} name
 * @property {string} title what is measured against what
 * @property {{ atMost: number } | { atLeast: number }} goal `atMost`: time over the peer's; `atLeast`: how many times faster
 * @property {number} rounds how often each side is measured
 * @property {() => string | undefined} missing why it cannot be measured here, and what would enable it
 * @property {(ground: import('./ground.mjs').Ground) => Promise<{ ours: Side, peer: Side, beside?: readonly Beside[] }>} prepare
 */

/**
 * Measures all sides in turns, after one round that does not count, and puts the result into words.
 * @param {Benchmark} benchmark
 * @param {import('./ground.mjs').Ground} ground
 * @param {number} [rounds]
 * @returns {Promise<{ measured: boolean, text: string }>}
 */
export async function measure(benchmark, ground, rounds = benchmark.rounds) {
  const { name, title } = benchmark;
  const missing = benchmark.missing();
  if (missing !== undefined) return { measured: false, text: `${name}  not measured: ${missing}` };
  try {
    ground.say(`${name}: preparing`);
    const { ours, peer, beside = [] } = await benchmark.prepare(ground);
    const times = await inTurns([ours, peer, ...beside], rounds, (text) =>
      ground.say(`${name}: ${text}`),
    );
    return { measured: true, text: [`${name}  ${title}`, ...report(benchmark, times)].join('\n') };
  } catch (error) {
    return {
      measured: false,
      text: `${name}  not measured: ${/** @type {Error} */ (error).message}`,
    };
  }
}

/**
 * @param {readonly Side[]} sides
 * @param {number} rounds
 * @param {(text: string) => void} say
 */
async function inTurns(sides, rounds, say) {
  const times = sides.map((side) => ({ side, taken: /** @type {number[]} */ ([]) }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { side, taken } of round % 2 === 0 ? times : [...times].reverse()) {
      const ms = await side.take();
      if (round > 0) taken.push(ms);
    }
    say(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
  }
  return times.map(({ side, taken }) => ({ ...side, ...spread(taken) }));
}

/** @param {readonly number[]} taken */
function spread(taken) {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.round(part * (sorted.length - 1))] ?? NaN;
  return { median: at(0.5), least: at(0), most: at(1), count: sorted.length };
}

/**
 * @param {Benchmark} benchmark
 * @param {readonly ({ name: string, insteadOf?: 'ours' | 'peer' } & ReturnType<typeof spread>)[]} times
 */
function report({ goal }, times) {
  const [ours, peer] = times;
  if (ours === undefined || peer === undefined) throw new Error('Two sides are needed.');
  const { ratioOf, met, unit, wanted } = comparison(goal);
  const ratio = ratioOf(ours.median, peer.median);
  return [
    `  ${ratio.toFixed(2)}x${unit}   goal: ${wanted}   ${met(ratio) ? 'met' : 'MISSED'}`,
    ...times.map(({ name, insteadOf, ...time }) => {
      const own = insteadOf === 'ours' ? time : ours;
      const against = insteadOf === 'peer' ? time : peer;
      const aside = insteadOf && `   ${ratioOf(own.median, against.median).toFixed(2)}x${unit}`;
      return `    ${timing(time)}  ${name}${aside ?? ''}`;
    }),
  ];
}

/** @param {Benchmark['goal']} goal */
function comparison(goal) {
  return 'atLeast' in goal
    ? {
        ratioOf: (/** @type {number} */ ours, /** @type {number} */ peer) => peer / ours,
        met: (/** @type {number} */ ratio) => ratio >= goal.atLeast,
        unit: ' faster',
        wanted: `at least ${goal.atLeast}x faster`,
      }
    : {
        ratioOf: (/** @type {number} */ ours, /** @type {number} */ peer) => ours / peer,
        met: (/** @type {number} */ ratio) => ratio <= goal.atMost,
        unit: '',
        wanted: `at most ${goal.atMost}x`,
      };
}

const timing = (/** @type {ReturnType<typeof spread>} */ { median, least, most, count }) =>
  `${seconds(median)}  (${seconds(least)} to ${seconds(most)}, ${count} times)`;

const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(3).padStart(7)} s`;
