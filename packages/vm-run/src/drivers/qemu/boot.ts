import { probeAccelerator } from '@flightline/core/host';
import type { DriverContext, Machine, MachineSpec } from '../driver';
import { writeSeed } from './cloud-init';
import { coldBoot } from './cold-boot';
import { makeKeys } from './identity';
import { Leftovers } from './leftovers';
import { warmStart } from './template';

export async function boot(spec: MachineSpec, context: DriverContext): Promise<Machine> {
  context.signal.throwIfAborted();
  const leftovers = new Leftovers();
  try {
    const acceleration = await probeAccelerator(context);
    const ground = { spec, context, acceleration };
    const { runtime } = context.lease;
    const keys = await makeKeys(runtime, context);
    writeSeed(spec, runtime);
    if (spec.warm) return await warmStart(ground, keys, leftovers);
    return await context.coldBoot(() => coldBoot(ground, keys, leftovers));
  } catch (error) {
    // The first cause is the one to tell.
    await leftovers.clear().catch(() => undefined);
    throw error;
  }
}
