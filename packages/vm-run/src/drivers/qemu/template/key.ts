import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import { startAgent } from '../../../channels';
import type { MachineSpec } from '../../driver';
import { machineCommand } from '../plan';
import type { Ground } from '../power-on';

/** Goes up with whatever makes older templates unfit and shows in nothing else of the key. */
const VERSION = 3;

/** What differs between machines that may be clones of one template: where they stand, and whose they are. */
const ANY = { box: 'any', hostname: 'any', consoleLog: '' } as const;
const PLACES = {
  runtime: '/runtime',
  overlay: '/overlay',
  memory: { path: '/ram', as: 'grow' },
} as const;

/** Everything a template depends on, and nothing else. All that QEMU is told is in there as it is told. */
export function templateInputs(
  { spec, acceleration }: Pick<Ground, 'spec' | 'acceleration'>,
  qemuVersion: string,
): Readonly<Record<string, unknown>> {
  const { accelerator } = acceleration;
  const { image, disk, user, prepare, survey } = spec;
  const uefi = spec.firmware === 'uefi' ? { uefi: { code: 'code', vars: 'vars' } } : {};
  const anyone: MachineSpec = { ...spec, ...ANY };
  return {
    version: VERSION,
    qemu: qemuVersion,
    machine: machineCommand(anyone, { ...PLACES, ...uefi }, accelerator),
    // The guest sees the processor of its host when it has one to see.
    processor: accelerator === 'tcg' ? null : (cpus()[0]?.model ?? null),
    image: image.digest,
    kernel: [image.kernel?.vmlinuz, image.kernel?.initrd].map(stateOf),
    ...{ disk, user, prepare: prepare?.digest ?? null, survey: survey?.digest ?? null },
    agent: startAgent(''),
  };
}

/** Name of a template's folder: equal exactly when the inputs are. */
export function templateKey(inputs: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 32);
}

function stateOf(path: string | undefined): readonly unknown[] {
  if (path === undefined) return [];
  const { size, mtimeMs } = statSync(path);
  return [path, size, mtimeMs];
}
