import { type Check, type Outcome, pass, skip, unverified, warn } from '../../check';
import { type Acceleration, probeAccelerator } from '../accelerator';
import { cacheDir } from '../cache-dir';

type Probe = typeof probeAccelerator;

/** Says whether the processor helps; `probe` finds out. */
export function acceleratorCheck(probe: Probe): Check {
  return {
    id: 'accelerator',
    stage: 'host',
    title: 'The processor helps to run machines',
    why: 'Without hardware acceleration every box takes several times as long, and time limits may not hold.',
    fix: 'Run on a host with KVM, and let this user open /dev/kvm.',
    run: async ({ runner, signal, env, boxes }) => {
      if (!boxes.some(({ options }) => options.driver === 'qemu')) {
        return skip('No box is made by QEMU.');
      }
      return judge(await probe({ runner, signal, env, cacheDir: cacheDir(env) }));
    },
  };
}

function judge({ accelerator, state, because, fix }: Acceleration): Outcome {
  if (state === 'chosen' && accelerator !== 'tcg') {
    return unverified(`${because} Whether it works here was not tried.`);
  }
  if (accelerator !== 'tcg' || state === 'chosen') return pass(because);
  return warn(
    `Machines are emulated, at about a tenth of the speed. ${because}`,
    fix ?? 'Run fewer boxes at once, or run them on a host with KVM.',
  );
}

export const accelerator = acceleratorCheck(probeAccelerator);
