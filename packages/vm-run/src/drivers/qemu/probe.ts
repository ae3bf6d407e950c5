import { probeAccelerator, qemuVersion } from '@flightline/core/host';
import type { Argv } from '@flightline/core/process';
import type { HostContext, Usable } from '../driver';
import { INSTALL } from './failures';
import { QEMU } from './plan';

/** Programs besides QEMU itself, and a call that only says whether they are there. */
const TOOLS: readonly Argv[] = [
  ['qemu-img', '--version'],
  ['ssh', '-V'],
  ['ssh-keygen', '-?'],
  ['tar', '--version'],
];

export async function probe(context: HostContext): Promise<Usable> {
  const { runner, signal } = context;
  const [version, ...answers] = await Promise.all([
    qemuVersion(runner, signal),
    ...TOOLS.map((argv) => runner.run(argv, { signal, timeout: 10_000 })),
  ]);
  const missing = [
    ...(version === undefined ? [QEMU] : []),
    ...answers.filter(({ ending }) => ending === 'missing').map(({ argv }) => argv[0]),
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
