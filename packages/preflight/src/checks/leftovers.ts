import { type Check, pass, warn } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import { cacheDir, runtimeDir } from '@flightline/core/host';
import { type Remains, endRemains, findRemains } from '@flightline/core/leases';

/** `find` looks for what earlier runs left, `end` ends it. */
export function leftoversCheck(find: typeof findRemains, end: typeof endRemains): Check {
  return {
    id: 'leftovers',
    stage: 'host',
    title: 'Nothing is left of runs that were killed',
    why: 'A machine that nobody will end takes memory and cores from the boxes; what it wrote takes their disk.',
    fix: 'Run the target vm-reap of the release project.',
    run: ({ env }) => {
      const remains = find(cacheDir(env), runtimeDir(env));
      return Promise.resolve(
        remains.length === 0
          ? pass()
          : warn('Machines or their folders were left.', COMMAND, remains.map(asProblem)),
      );
    },
    mend: async ({ env }) => {
      const done: string[] = [];
      for (const remains of find(cacheDir(env), runtimeDir(env))) {
        const resisted = await end(remains);
        done.push(resisted ?? `Ended '${nameOf(remains)}'.`);
      }
      return done;
    },
  };
}

const COMMAND = 'nx run <release project>:vm-reap, or this stage with --fix';

const nameOf = ({ lease, path }: Remains): string => lease?.box ?? path;

const asProblem = ({ lease, path, because }: Remains): Problem => ({
  file: path,
  message: lease === undefined ? because : `The machine of box '${lease.box}': ${because}`,
});

export const leftovers = leftoversCheck(findRemains, endRemains);
