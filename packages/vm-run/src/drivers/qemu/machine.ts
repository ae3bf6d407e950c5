import { CPU_MODELS } from '@flightline/core/host';
import type { Entry } from '@flightline/core/leases';
import { type SshSettings, interactiveCommand, remoteCommand } from '../../channels';
import type { Machine } from '../driver';
import { endedWith } from './failures';
import type { Keys } from './identity';
import type { Leftovers } from './leftovers';
import { type Rising, allHeard } from './power-on';

export const sshSettings = (
  { ground, places, port }: Rising,
  { keyFile, hostKey }: Keys,
): SshSettings => ({
  ...{ host: '127.0.0.1', port, user: ground.spec.user, runtimeDir: places.runtime },
  ...{ keyFile, hostKey },
});

/** A machine that has come up. */
export function machineOf(
  rising: Rising,
  inside: Pick<Machine, 'start' | 'channel' | 'guest'>,
  settings: SshSettings,
  leftovers: Leftovers,
): Machine {
  const { qemu, console, ground } = rising;
  const { accelerator, because } = ground.acceleration;
  return {
    accelerator,
    ...inside,
    died: qemu.died.then(async (reason) => {
      await allHeard(qemu, console);
      return endedWith(ground.spec, reason, console.trouble);
    }),
    trouble: () => console.trouble,
    describe: () => ({
      driver: 'qemu',
      start: inside.start,
      accelerator: `${accelerator} (-cpu ${CPU_MODELS[accelerator]}). ${because}`,
      pid: String(qemu.pid),
      port: String(settings.port),
      ssh: interactiveCommand(settings).join(' '),
    }),
    entry: entryOf(settings),
    letGo: async () => {
      qemu.letGo();
      await console.stop();
      await inside.channel.close();
    },
    destroy: () => leftovers.clear(),
  };
}

const entryOf = (settings: SshSettings): Entry => ({
  shell: interactiveCommand(settings),
  command: remoteCommand(settings),
});
