import { machinesOf, noMachines, proportionalMemory } from './machines.mjs';
import { partsOf } from './measure.mjs';

const COUNTS = /** @type {const} */ ([1, 2, 4]);

/** @typedef {Awaited<ReturnType<typeof machinesOf>>} Machines */

/** @type {import('./measure.mjs').Benchmark} */
export const clones = {
  name: 'clones',
  title: 'four clones at once until each has answered, against one alone',
  rounds: 5,
  missing: noMachines,
  prepare: async (ground) => {
    const machines = await machinesOf(ground);
    const take = (/** @type {number} */ count) => async () => (await atOnce(machines, count)).ms;
    return {
      ours: { name: 'four at once', take: take(4) },
      peer: { name: 'one', take: take(1) },
      beside: [{ insteadOf: 'ours', name: 'two at once', take: take(2) }],
    };
  },
};

/** @type {import('./measure.mjs').Benchmark} */
export const clonesMemory = {
  name: 'clones-memory',
  title: "memory (PSS) of each of four clones, shared pages counted in parts, against one's alone",
  unit: 'MiB',
  rounds: 3,
  missing: noMachines,
  prepare: async (ground) => {
    const machines = await machinesOf(ground);
    const [one, two, four] = COUNTS.map((count) => partsOf(() => atOnce(machines, count)));
    if (one === undefined || two === undefined || four === undefined) throw new Error('Too few.');
    return {
      ours: { name: 'each of four, with its QEMU', take: four('all') },
      peer: { name: 'one alone, with its QEMU', take: one('all') },
      beside: [
        { insteadOf: 'ours', name: 'each of two, with its QEMU', take: two('all') },
        { name: "the guest's memory in each of four", take: four('guest') },
        { name: "the guest's memory in each of two", take: two('guest') },
        { name: "the guest's memory in one alone", take: one('guest') },
      ],
    };
  },
};

/**
 * Starts clones at once: milliseconds until all have answered, and MiB of each.
 * @param {Machines} machines
 * @param {number} count
 */
async function atOnce({ start }, count) {
  const startedAt = performance.now();
  const started = await Promise.all(Array.from({ length: count }, () => start({ warm: true })));
  const ms = performance.now() - startedAt;
  const pids = started.map(({ machine }) => machine.describe()['pid'] ?? '');
  const each = (/** @type {string} */ of) =>
    pids.reduce((sum, pid) => sum + proportionalMemory(pid, of), 0) / count;
  const memory = { all: each(''), guest: each('/ram') };
  await Promise.all(started.map(({ end }) => end()));
  return { ms, ...memory };
}
