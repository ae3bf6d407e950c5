import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldLease } from '../leases';
import type { Runner } from '../process';

/** A lease whose keeper is the scripted runner, with its folders below `root`. What is asked of it goes to `calls`. */
export function fakeLease(
  root: string,
  runner: Pick<Runner, 'start'>,
  { calls = [], box = 'a' }: { calls?: string[]; box?: string } = {},
): HeldLease {
  const [folder, runtime] = [join(root, 'machine'), join(root, 'run')];
  const make = () => {
    for (const path of [folder, runtime]) mkdirSync(path, { recursive: true, mode: 0o700 });
  };
  make();
  const called = (what: string) => Promise.resolve(void calls.push(`lease ${what}`));
  return {
    ...{ id: 'm-spec', folder, runtime },
    start: (argv, options) => Promise.resolve(runner.start(argv, options)),
    isKept: () => true,
    hold: () => Promise.resolve(),
    renew: () => Promise.resolve(),
    answerFor: () => called('answers for the evidence'),
    clear: async () => {
      for (const path of [folder, runtime]) rmSync(path, { recursive: true, force: true });
      make();
      await called('cleared');
    },
    leave: (deadline, entry) => {
      calls.push('lease left');
      return Promise.resolve({
        ...{ schemaVersion: 1, id: 'm-spec', box, purpose: 'debug', workspace: root, uid: 0 },
        ...{ takenAt: new Date(0).toISOString(), deadline: deadline.toISOString(), entry, runtime },
        ...{ owner: null, keeper: null, machine: null, evidence: null },
      });
    },
    end: () => called('ended'),
  };
}
