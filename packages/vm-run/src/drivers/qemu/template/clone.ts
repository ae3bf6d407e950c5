import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PortChannel, openPortChannel, openSshWay, writeKnownHost } from '../../../channels';
import { EnvironmentError } from '@flightline/core/errors';
import type { Machine } from '../../driver';
import { disksIn } from '../cold-boot';
import type { Keys } from '../identity';
import type { Leftovers } from '../leftovers';
import { machineOf, sshSettings } from '../machine';
import { makeCloneOverlay } from '../overlay';
import { type Places, portSockets } from '../plan';
import { type Ground, type Rising, powerOn, unlinkWritten } from '../power-on';
import { renewal } from './renewal';
import { TEMPLATE_FILES, type Template } from './store';

/** Longest time from QEMU's start to the first answer, in ms: a hundred times as long as it takes. */
const CLONE_MS = 60_000;

/** Longest time for ssh to take over from ports that fell silent, in ms. */
const LOGIN_MS = 60_000;

/** Starts a machine as a clone of a template. Raises what `powerOn` raises. */
export async function cloneTemplate(
  ground: Ground,
  template: Template,
  keys: Keys,
  leftovers: Leftovers,
): Promise<Machine> {
  const { spec, context } = ground;
  const bootTimeout = Math.min(spec.bootTimeout, CLONE_MS);
  const places = makePlaces(ground, template);
  const from = (name: string) => join(template.folder, name);
  await makeCloneOverlay(spec, from(TEMPLATE_FILES.disk), places.overlay, context);
  const said = readFileSync(from(TEMPLATE_FILES.console));
  const rise = async (rising: Rising) => {
    const { qemu } = rising;
    await rising.beforeItDies(qemu.thaw(from(TEMPLATE_FILES.devices)));
    unlinkWritten(places);
    const settings = sshSettings(rising, keys);
    const { runner } = context;
    // Before it runs: to the guest a port without a listener is at its end.
    const channel = await openPortChannel(
      runner,
      spec.user,
      portSockets(places.runtime),
      (giveUp) =>
        openSshWay({
          runner,
          ...settings,
          signal: AbortSignal.any([giveUp, AbortSignal.timeout(LOGIN_MS)]),
        }),
    );
    leftovers.add(() => channel.close());
    await qemu.resume();
    context.onProgress('runs, takes its identity');
    await rising.beforeItDies(renew(rising, channel, template, keys));
    rising.cameUp();
    writeKnownHost(settings);
    const inside = { start: 'warm', channel, guest: template.guest } as const;
    return machineOf(rising, inside, settings, leftovers);
  };
  const limited = { ...ground, spec: { ...spec, bootTimeout } };
  return await powerOn(limited, places, leftovers, rise, said);
}

function makePlaces({ spec, context }: Ground, { folder }: Template): Places {
  const from = (name: string) => join(folder, name);
  return {
    runtime: context.lease.runtime,
    memory: { path: from(TEMPLATE_FILES.memory), as: 'clone' },
    ...disksIn(context.lease.folder, spec, from(TEMPLATE_FILES.uefiVars)),
  };
}

/** Gives the clone an identity of its own, and sees that it is one of this template. */
async function renew(
  { ground }: Rising,
  channel: PortChannel,
  { nonce }: Template,
  keys: Keys,
): Promise<void> {
  const { exitCode, stdout, stderr } = await channel.rootShell(renewal(ground.spec, keys));
  const because = exitCode !== 0 ? stderr : stdout === nonce ? '' : 'it is another machine';
  if (because === '') return;
  throw new EnvironmentError(
    'BOOT_FAILED',
    `The clone for '${ground.spec.box}' did not take its identity: ${because}`,
    'The next run makes a new template.',
  );
}
