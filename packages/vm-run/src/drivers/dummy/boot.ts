import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EnvironmentError } from '@flightline/core/errors';
import { shellChannel } from '../../channels';
import type { DriverContext, Machine, MachineSpec } from '../driver';
import { machineLost } from '../machine-lost';
import { Holder } from './holder';
import { NO_WAY_IN, WHAT_IT_IS, enterCommand, lineCommand, shellCommand } from './plan';

/** Nothing on the way into the namespaces counts sessions; the host's own limits are far above this. */
const COMMANDS_AT_ONCE = 32;

/** Raises DRIVER_UNUSABLE for a box that wants a way out, and BOOT_FAILED. */
export async function boot(
  spec: MachineSpec,
  { runner, signal, lease }: DriverContext,
): Promise<Machine> {
  signal.throwIfAborted();
  if (spec.network !== 'isolated') throw noNetwork(spec);
  mkdirSync(dirname(spec.consoleLog), { recursive: true });
  writeFileSync(spec.consoleLog, `${WHAT_IT_IS}\n`);
  const holder = await Holder.start(lease, spec);
  try {
    const pid = await isReady(holder, spec, signal);
    const channel = shellChannel({
      name: 'namespaces',
      runner,
      user: spec.user,
      commandsAtOnce: COMMANDS_AT_ONCE,
      way: {
        carry: (code) =>
          runner.start(holder.isGone ? NO_WAY_IN : enterCommand(pid, spec.user, code)),
        close: () => Promise.resolve(),
      },
    });
    await spec.prepare?.run(channel, signal);
    const guest = (await spec.survey?.run(channel, signal)) ?? {};
    return machine(spec, holder, pid, { channel, guest });
  } catch (error) {
    await holder.stop();
    throw error;
  }
}

function machine(
  spec: MachineSpec,
  holder: Holder,
  pid: number,
  inside: Pick<Machine, 'channel' | 'guest'>,
): Machine {
  const { user } = spec;
  return {
    accelerator: 'none',
    start: 'cold',
    ...inside,
    died: holder.died.then((because) => machineLost(spec, because)),
    trouble: () => [],
    describe: () => ({ driver: 'dummy', accelerator: 'none', pid: String(pid), is: WHAT_IT_IS }),
    entry: { shell: shellCommand(pid, user), command: lineCommand(pid, user) },
    letGo: () => {
      holder.letGo();
      return Promise.resolve();
    },
    destroy: () => holder.stop(),
  };
}

async function isReady(holder: Holder, spec: MachineSpec, signal: AbortSignal): Promise<number> {
  const limit = AbortSignal.timeout(Math.ceil(spec.bootTimeout));
  const patience = AbortSignal.any([signal, limit]);
  const pid = await Promise.race([holder.ready, untilAborted(patience)]);
  signal.throwIfAborted();
  if (pid === undefined) {
    throw bootFailed(
      spec,
      limit.aborted ? `It was not ready after ${spec.bootTimeout / 1000} s.` : await holder.died,
    );
  }
  return pid;
}

function untilAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function noNetwork({ box, network }: MachineSpec): EnvironmentError {
  return new EnvironmentError(
    'DRIVER_UNUSABLE',
    `'${box}' asks for the network '${network}', and the driver 'dummy' has no way out.`,
    "Set 'network' of the box to 'isolated', or use the driver 'qemu'.",
  );
}

function bootFailed({ box }: MachineSpec, because: string): EnvironmentError {
  return new EnvironmentError(
    'BOOT_FAILED',
    `'${box}' did not come up. ${because}`,
    "The driver 'dummy' needs user namespaces in which folders can be mounted; look whether this host allows them.",
  );
}
