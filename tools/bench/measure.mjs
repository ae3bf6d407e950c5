/**
 * `atMost`: what is measured over the peer's, or else `more` than it; `atLeast`: how many times less than the peer's.
 * @typedef {{ atMost: number, more?: number } | { atLeast: number }} Goal
 *
 * One side of a comparison.
 * @typedef {object} Side
 * @property {string} name
 * @property {() => Promise<number>} take one measurement, in the unit of the benchmark
 * @property {number} [limit] goal that stands by itself, in that unit
 * @property {number} [times] measured so often at most, and not to warm up: for what takes long
 *
 * Shown with its own ratio.
 * @typedef {Side & { insteadOf?: 'ours' | 'peer', goal?: Goal, missing?: string | undefined }} Beside
 *
 * @typedef {object} Benchmark
 * @property {string} name
 * @property {string} title what is measured against what
 * @property {Goal} [goal]
 * @property {'ms' | 'MiB'} [unit] ms by default
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
    return {
      measured: beside.every((side) => side.missing === undefined),
      text: [`${name}  ${title}`, ...report(benchmark, times)].join('\n'),
    };
  } catch (error) {
    return {
      measured: false,
      text: `${name}  not measured: ${/** @type {Error} */ (error).message}`,
    };
  }
}

/**
 * The sides of which one piece of work measures several: each `take` uses it once.
 * @template {string} Key
 * @param {() => Promise<Readonly<Record<Key, number>>>} work
 * @returns {(key: Key) => () => Promise<number>}
 */
export function partsOf(work) {
  /** @type {Readonly<Record<Key, number>> | undefined} */
  let measured;
  /** @type {Set<Key>} */
  const taken = new Set();
  return (key) => async () => {
    if (measured === undefined || taken.has(key)) {
      measured = await work();
      taken.clear();
    }
    taken.add(key);
    return measured[key];
  };
}

/**
 * @param {readonly (Side | Beside)[]} sides
 * @param {number} rounds
 * @param {(text: string) => void} say
 */
async function inTurns(sides, rounds, say) {
  const times = sides.map((side) => ({ side, taken: /** @type {number[]} */ ([]) }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { side, taken } of round % 2 === 0 ? times : [...times].reverse()) {
      if (!isDue(side, round)) continue;
      const amount = await side.take();
      if (round > 0) taken.push(amount);
    }
    say(round === 0 ? 'warmed up' : `round ${round} of ${rounds}`);
  }
  return times.map(({ side, taken }) => ({ ...side, ...spread(taken) }));
}

/**
 * @param {Side | Beside} side
 * @param {number} round
 */
function isDue(side, round) {
  if ('missing' in side && side.missing !== undefined) return false;
  return side.times === undefined || (round > 0 && round <= side.times);
}

/** @param {readonly number[]} taken */
function spread(taken) {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.round(part * (sorted.length - 1))] ?? NaN;
  return { median: at(0.5), least: at(0), most: at(1), count: sorted.length };
}

/** @typedef {Beside & ReturnType<typeof spread>} Measured */

/**
 * What else a machine does only adds to what something takes, so the least of all is compared.
 * @param {Benchmark} benchmark
 * @param {readonly Measured[]} times
 */
function report({ goal, unit = 'ms' }, times) {
  const [ours, peer] = times;
  if (ours === undefined || peer === undefined) throw new Error('Two sides are needed.');
  const line = (/** @type {Measured} */ side) => {
    const { name, insteadOf, missing, limit } = side;
    if (missing !== undefined) return `    ${name}: not measured: ${missing}`;
    const own = insteadOf === 'ours' ? side : ours;
    const against = insteadOf === 'peer' ? side : peer;
    return [
      `    ${timing(side, unit)}  ${name}`,
      ...(insteadOf === undefined ? [] : [compared(side.goal ?? goal, own, against, side.goal)]),
      ...(limit === undefined
        ? []
        : [`goal: at most ${amountOf(limit, unit).trim()}   ${met(side.least <= limit)}`]),
    ].join('   ');
  };
  return [`  ${compared(goal, ours, peer, goal)}`, ...times.map(line)];
}

const met = (/** @type {boolean} */ is) => (is ? 'met' : 'MISSED');

/**
 * @param {Goal | undefined} form in which the ratio is said
 * @param {{ least: number }} ours
 * @param {{ least: number }} peer
 * @param {Goal | undefined} goal
 */
function compared(form, ours, peer, goal) {
  const faster = form !== undefined && 'atLeast' in form;
  const ratio = faster ? peer.least / ours.least : ours.least / peer.least;
  const said = `${ratio.toFixed(2)}x${faster ? ' faster' : ''}`;
  if (goal === undefined) return said;
  if ('atLeast' in goal)
    return `${said}   goal: at least ${goal.atLeast}x faster   ${met(ratio >= goal.atLeast)}`;
  const { atMost, more } = goal;
  const or = more === undefined ? '' : ` or ${more} ms more`;
  const holds = ratio <= atMost || (more !== undefined && ours.least - peer.least <= more);
  return `${said}   goal: at most ${atMost}x${or}   ${met(holds)}`;
}

/**
 * @param {Measured} measured
 * @param {'ms' | 'MiB'} unit
 */
const timing = ({ median, least, most, count }, unit) =>
  `${amountOf(least, unit)}  (median ${amountOf(median, unit).trim()}, up to ${amountOf(most, unit).trim()}, ${count} times)`;

/**
 * @param {number} amount
 * @param {'ms' | 'MiB'} unit
 */
const amountOf = (amount, unit) =>
  unit === 'ms'
    ? `${(amount / 1000).toFixed(3).padStart(7)} s`
    : `${amount.toFixed(0).padStart(7)} MiB`;
