import { run } from './command.mjs';
import { machinesOf, noMachines } from './machines.mjs';
import { partsOf } from './measure.mjs';
import { diskForAutopkgtest, noAutopkgtest, runBare, takeAutopkgtest } from './peers/peers.mjs';

/** Boots take half a minute where nothing helps the processor. */
const BOOTS = 2;

/** @type {import('./measure.mjs').Benchmark} */
export const cleanMachine = {
  name: 'clean-machine',
  title: 'a clone until its first command, against a machine that a shell script boots for that',
  goal: { atLeast: 30 },
  rounds: 7,
  missing: noMachines,
  prepare: async (ground) => {
    const { guest, start } = await machinesOf(ground);
    /** @param {Parameters<typeof start>[0]} how */
    const startOnce = async (how) => {
      const { machine, end, ...times } = await start(how);
      try {
        return { ...times, overSsh: times.answeredMs + (await firstOverSsh(machine)) };
      } finally {
        await end();
      }
    };
    const disk =
      noAutopkgtest() === undefined ? await diskForAutopkgtest(ground.folder(), guest.image) : '';
    const clone = partsOf(() => startOnce({ warm: true }));
    const ofBoot = async (/** @type {Parameters<typeof start>[0]} */ how) =>
      (await startOnce(how)).answeredMs;
    return {
      ours: {
        name: 'a clone, over its serial ports',
        take: clone('answeredMs'),
        // What is promised for a host without hardware help.
        limit: 600,
      },
      peer: {
        name: 'a shell script over QEMU and ssh',
        times: BOOTS,
        take: async () => (await runBare(ground.folder(), guest, 'guest true')).ms,
      },
      beside: [
        {
          ...{ insteadOf: 'peer', goal: { atLeast: 30 }, missing: noAutopkgtest(), times: BOOTS },
          name: 'autopkgtest-virt-qemu, until it has found its shell',
          take: () => takeAutopkgtest(ground.folder(), disk, guest),
        },
        {
          name: "a clone until it runs, from its QEMU's start",
          limit: 100,
          take: clone('runningMs'),
        },
        {
          insteadOf: 'ours',
          name: 'a clone, and a first command over ssh, too',
          take: clone('overSsh'),
        },
        {
          ...{ insteadOf: 'ours', times: BOOTS, name: 'a cold boot' },
          take: () => ofBoot({ warm: false }),
        },
        {
          ...{
            insteadOf: 'ours',
            times: BOOTS,
            name: 'the making of a template, and a clone of it',
          },
          take: () => ofBoot({ warm: true, cache: ground.folder() }),
        },
      ],
    };
  },
};

/** How often ssh is tried: the sshd of a clone has just been told of its new key, and may be on its way up. */
const TRIES = 500;

/** @param {import('./machines.mjs').Machine} machine */
async function firstOverSsh({ entry }) {
  const startedAt = performance.now();
  for (let left = TRIES; ; left -= 1) {
    try {
      await run([...entry.command, 'true'], { cwd: '/' });
      return performance.now() - startedAt;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
