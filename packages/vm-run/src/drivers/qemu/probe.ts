import { adminPath, findCommands, probeAccelerator, qemuVersion } from '@flightline/core/host';
import type { HostContext, Usable } from '../driver';
import { INSTALL } from './failures';
import { QEMU } from './plan';

/** Programs besides QEMU itself. */
const TOOLS = ['qemu-img', 'ssh', 'ssh-keygen', 'tar'];

export async function probe(context: HostContext): Promise<Usable> {
  const { runner, signal, env } = context;
  const version = await qemuVersion(runner, signal);
  const missing = [
    ...(version === undefined ? [QEMU] : []),
    ...TOOLS.filter((name) => findCommands(adminPath(env), name).length === 0),
  ];
  if (version === undefined || missing.length > 0) {
    const names = missing.map((name) => `'${name}'`).join(', ');
    return {
      usable: false,
      because: `Not installed or not on PATH: ${names}.`,
      fix: `Install with: ${INSTALL}`,
    };
  }
  const { accelerator } = await probeAccelerator(context);
  return { usable: true, facts: { accelerator, emulated: accelerator === 'tcg', version } };
}
