import type { MachineSpec } from '../driver';
import { machineCommand, overlayCommand } from './plan';

const GIB = 1024 ** 3;
const PLACES = { runtime: '/run/m-1', overlay: '/cache/machines/box-1/disk.qcow2' };

function spec(changes: Partial<MachineSpec> = {}): MachineSpec {
  return {
    box: 'bookworm',
    image: {
      uri: 'debian:bookworm',
      disk: '/images/a/disk.raw',
      format: 'raw',
      digest: 'sha256:0',
    },
    memory: 1024,
    cpus: 2,
    disk: 8,
    firmware: 'bios',
    warm: false,
    hostname: 'bookworm',
    user: 'tester',
    network: 'isolated',
    consoleLog: '/ws/console.log',
    bootTimeout: 90_000,
    ...changes,
  };
}

const kernel = { vmlinuz: '/images/a/vmlinuz', append: 'root=/dev/vda rw console=ttyS0' };
const command = (changes: Partial<MachineSpec> = {}, runtime = PLACES.runtime) =>
  machineCommand(spec(changes), { ...PLACES, runtime }, 'tcg');
const image = (changes: object) => ({ image: { ...spec().image, ...changes } });

describe('machineCommand', () => {
  it.each<[string, Partial<MachineSpec>, string]>([
    ['memory in MiB', { memory: 768 }, '-m 768'],
    ['processors', { cpus: 3 }, '-smp 3'],
    ['no way out', { network: 'isolated' }, 'restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:0-:22'],
    ['a way out', { network: 'outbound' }, 'restrict=off,hostfwd=tcp:127.0.0.1:0-:22'],
    ['the overlay, not the image', {}, `-drive file=${PLACES.overlay},if=none`],
    ['a console', {}, 'socket,id=console,path=/run/m-1/console -serial chardev:console'],
    ['the host name', { hostname: 'h1' }, 'name=opt/flightline/hostname,string=h1'],
    ['the user', { user: 'u1' }, 'name=opt/flightline/user,string=u1'],
    ['the key that may log in', {}, 'name=opt/flightline/authorized-key,file=/run/m-1/user.pub'],
    ['the host key', {}, 'name=opt/flightline/ssh-host-key,file=/run/m-1/host'],
    ['a control socket', {}, '-qmp unix:/run/m-1/qmp,server=on,wait=off'],
    [
      'a seed',
      image({ seed: 'nocloud' }),
      'file=/run/m-1/seed,if=none,id=seed,format=raw,readonly',
    ],
    ['a kernel', image({ kernel }), '-kernel /images/a/vmlinuz -append root=/dev/vda'],
    ['an initrd', image({ kernel: { ...kernel, initrd: '/i' } }), '-initrd /i -append'],
    ['a kernel that does not linger in a panic', image({ kernel }), 'console=ttyS0 panic=-1'],
  ])('gives the machine %s', (_name, changes, words) => {
    expect(command(changes).join(' ')).toContain(words);
  });

  it('gives a machine with UEFI its firmware, and a place of its own for what that stores', () => {
    const uefi = { code: '/ovmf/code', vars: '/cache/vars' };
    const words = machineCommand(spec(), { ...PLACES, uefi }, 'tcg').join(' ');
    expect(words).toContain('if=pflash,unit=0,format=raw,readonly=on,file=/ovmf/code');
    expect(words).toContain('if=pflash,unit=1,format=raw,file=/cache/vars');
    expect(command().join(' ')).not.toContain('pflash');
  });

  it('boots the disk by its firmware when the image brings no kernel', () => {
    expect(command()).not.toContain('-kernel');
  });

  it.each([
    ['kvm', 'kvm -cpu host'],
    ['tcg', 'tcg,tb-size=512 -cpu max'],
  ] as const)(
    'uses with %s the processor that was probed, and no more memory than it counts with: %s',
    (accelerator, said) => {
      const words = machineCommand(spec(), PLACES, accelerator).join(' ');
      expect(words).toContain(`-accel ${said}`);
    },
  );

  it('names the image nowhere, so that nothing can write to it', () => {
    expect(command().join(' ')).not.toContain('/images/a/disk');
  });

  it('doubles a comma in a path', () => {
    expect(command({}, '/run,1').join(' ')).toContain('path=/run,,1/console ');
  });

  it('listens on the loopback and unix sockets only', () => {
    const places = command().filter((word) => /server=on|hostfwd/.test(word));
    expect(places).toHaveLength(2);
    expect(places.every((word) => /unix:|tcp:127\.0\.0\.1:/.test(word))).toBe(true);
  });
});

describe('overlayCommand', () => {
  it.each([
    ['as large as the box asks', 8, 2 * GIB, 8 * GIB],
    ['never smaller than its image', 1, 2 * GIB + 512, 2 * GIB + 512],
  ])('makes a disk %s', (_name, disk, imageBytes, bytes) => {
    expect(overlayCommand(spec({ disk }), '/o', imageBytes).join(' ')).toBe(
      `qemu-img create -q -f qcow2 -b /images/a/disk.raw -F raw /o ${bytes}`,
    );
  });
});
