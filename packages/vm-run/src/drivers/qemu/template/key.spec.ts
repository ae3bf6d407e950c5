import type { MachineSpec } from '../../driver';
import { templateInputs, templateKey } from './key';

const spec: MachineSpec = {
  ...{ box: 'one', hostname: 'one', user: 'tester', consoleLog: '/one.log', bootTimeout: 1000 },
  ...{ memory: 1024, cpus: 1, disk: 8, firmware: 'bios', network: 'isolated', warm: true },
  image: { uri: 'debian:bookworm', disk: '/i/disk.qcow2', format: 'qcow2', digest: 'sha256:0' },
};
const acceleration = { accelerator: 'tcg', state: 'absent', because: '' } as const;
const prepare = { digest: 'sha256:1', run: () => Promise.resolve() };

const keyOf = (changes: Partial<MachineSpec> = {}, version = '7.2.22') =>
  templateKey(templateInputs({ spec: { ...spec, ...changes }, acceleration }, version));
const image = (changes: object) => ({ image: { ...spec.image, ...changes } });

it.each<[string, Partial<MachineSpec>]>([
  ['the box', { box: 'two' }],
  ['the host name', { hostname: 'two' }],
  ['where the console goes', { consoleLog: '/two.log' }],
  ['the patience', { bootTimeout: 2000 }],
  ['where the image stands', image({ disk: '/elsewhere/disk.qcow2' })],
])('a template does not depend on %s', (_name, changes) => {
  expect(keyOf(changes)).toBe(keyOf());
});

it.each<[string, Partial<MachineSpec>]>([
  ['the image', image({ digest: 'sha256:1' })],
  ['the kernel command line', image({ kernel: { vmlinuz: __filename, append: 'quiet' } })],
  ['the seed', image({ seed: 'nocloud' })],
  ['the memory', { memory: 512 }],
  ['the processors', { cpus: 2 }],
  ['the disk', { disk: 9 }],
  ['the firmware', { firmware: 'uefi' }],
  ['the network', { network: 'outbound' }],
  ['the user', { user: 'root' }],
  ['the script that prepares it', { prepare }],
])('another template is needed when %s changes', (_name, changes) => {
  expect(keyOf(changes)).not.toBe(keyOf());
});

it('another template is needed for another QEMU', () => {
  expect(keyOf({}, '8.0.0')).not.toBe(keyOf());
});
