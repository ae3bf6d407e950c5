import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type UefiFirmware, uefiFirmware } from '@flightline/core/host';
import { type Channel, openSshChannel } from '../../channels';
import type { GuestFacts, Machine, MachineSpec } from '../driver';
import { awaitCloudInit } from './cloud-init';
import { missingFirmware } from './failures';
import type { Keys } from './identity';
import type { Leftovers } from './leftovers';
import { machineOf, sshSettings } from './machine';
import { makeOverlay } from './overlay';
import type { Places } from './plan';
import { type Ground, type Rising, powerOn, unlinkWritten } from './power-on';

/** Starts a machine from its image. Raises what `powerOn` raises, and what preparing raises. */
export async function coldBoot(ground: Ground, keys: Keys, leftovers: Leftovers): Promise<Machine> {
  const { spec, context } = ground;
  const { folder, runtime } = context.lease;
  const places = { runtime, ...disksIn(folder, spec) };
  await makeOverlay(spec, places.overlay, context);
  return await powerOn(ground, places, leftovers, async (rising) => {
    unlinkWritten(places);
    const inside = { start: 'cold', ...(await comeUp(rising, keys, leftovers)) } as const;
    return machineOf(rising, inside, sshSettings(rising, keys), leftovers);
  });
}

/**
 * Where a machine writes. `uefiVars`: what its firmware knows already; by default nothing. Raises DRIVER_UNUSABLE when
 * this host lacks its firmware.
 */
export function disksIn(
  folder: string,
  spec: MachineSpec,
  uefiVars?: string,
): Pick<Places, 'overlay' | 'uefi'> {
  return { overlay: join(folder, 'disk.qcow2'), ...firmwareIn(folder, spec, uefiVars) };
}

function firmwareIn(folder: string, spec: MachineSpec, known?: string): { uefi?: UefiFirmware } {
  if (spec.firmware === 'bios') return {};
  const found = uefiFirmware();
  if (found === undefined) throw missingFirmware(spec);
  const vars = join(folder, 'uefi-vars');
  copyFileSync(known ?? found.vars, vars);
  return { uefi: { code: found.code, vars } };
}

/** Waits for the guest's sshd, has the guest prepared, and asks what it is. */
export async function comeUp(
  rising: Rising,
  keys: Keys,
  leftovers: Leftovers,
): Promise<{ channel: Channel; guest: GuestFacts }> {
  const { ground, qemu, console, signal } = rising;
  const { spec, context } = ground;
  console.alsoHears(() => qemu.diskRequests());
  const opening = openSshChannel({ runner: context.runner, signal, ...sshSettings(rising, keys) });
  void opening.then(
    (channel) => leftovers.add(() => channel.close()),
    () => undefined,
  );
  const channel = await rising.beforeItDies(opening);
  await rising.beforeItDies(awaitCloudInit(spec, channel, signal));
  rising.cameUp();
  const prepared = spec.prepare?.run(channel, context.signal);
  if (prepared !== undefined) await rising.beforeItDies(prepared);
  const asked = spec.survey?.run(channel, context.signal) ?? Promise.resolve({});
  return { channel, guest: await rising.beforeItDies(asked) };
}
