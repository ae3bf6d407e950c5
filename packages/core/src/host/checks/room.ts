import { type Share, excessOf, readBudget, shareOf } from '../../admission';
import { type Check, fail, pass, skip } from '../../check';
import { probeAccelerator } from '../accelerator';
import { cacheDir } from '../cache-dir';
import { hasGuest } from './guests';

/** Says whether each box fits into what machines may take of this host; `read` gives that, `probe` what QEMU needs. */
export function roomCheck(read: typeof readBudget, probe: typeof probeAccelerator): Check {
  return {
    id: 'room',
    stage: 'host',
    title: 'Each box fits into the memory and the cores of this host',
    why: 'Boxes wait until there is room for them. One that is larger than all the room there is would wait for ever.',
    fix: 'Give the box less memory or fewer cores, or machines more of this host.',
    run: async ({ boxes, env, runner, signal }) => {
      const guests = boxes.filter(hasGuest);
      if (guests.length === 0) return skip('No box needs memory.');
      const cache = cacheDir(env);
      const budget = read(env, cache);
      const { accelerator } = await probe({ runner, signal, env, cacheDir: cache });
      const shares = guests.map((box) => ({ box, share: shareOf(box, accelerator === 'tcg') }));
      const excess = shares.flatMap(({ box, share }) => excessOf(budget, share, box.name));
      if (excess.length === 0)
        return pass(
          asked(
            shares.map(({ share }) => share),
            budget,
          ),
        );
      return fail(
        'There are boxes that are larger than what this host has for machines.',
        'Mend what is listed.',
        excess,
      );
    },
  };
}

function asked(shares: readonly Share[], { memory, cpus }: Share): string {
  const sum = (resource: 'memory' | 'cpus') =>
    shares.reduce((all, share) => all + share[resource], 0);
  return `${sum('memory')} of ${memory} MiB and ${sum('cpus')} of ${cpus} cores asked for; what does not fit at once waits`;
}

export const room = roomCheck(readBudget, probeAccelerator);
