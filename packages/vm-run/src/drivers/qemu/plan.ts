// What QEMU is told. Nothing here looks at the host: the same spec and places give the same words.
import { type Accelerator, CPU_MODELS, type UefiFirmware } from '@flightline/core/host';
import type { Argv } from '@flightline/core/process';
import type { MachineSpec } from '../driver';

/** Where the files of one machine stand; all paths absolute. */
export interface Places {
  /** Private folder (0700) for sockets and keys, short enough for a unix socket. */
  runtime: string;
  /** What the machine writes instead of its image. */
  overlay: string;
  /** Of a machine with UEFI: code it shares, and the file that takes its variables. */
  uefi?: UefiFirmware;
}

export const QEMU = 'qemu-system-x86_64';

/** Files of the runtime folder. */
export const FILES = {
  qmp: 'qmp',
  console: 'console',
  userKey: 'user',
  hostKey: 'host',
  seed: 'seed',
} as const;

/** The address of each machine's network card: QEMU's own default, written down because a seed names it. */
export const MAC = '52:54:00:12:34:56';

const GIB = 1024 ** 3;

/** The command that makes the overlay; a disk smaller than its image would cut the image off. */
export function overlayCommand(
  { image, disk }: MachineSpec,
  overlay: string,
  imageBytes: number,
): Argv {
  const bytes = Math.max(disk * GIB, imageBytes);
  return [
    ...(['qemu-img', 'create', '-q', '-f', 'qcow2'] as const),
    ...['-b', image.disk, '-F', image.format, overlay, String(bytes)],
  ];
}

/** The command that is the machine. */
export function machineCommand(spec: MachineSpec, places: Places, accelerator: Accelerator): Argv {
  return [
    QEMU,
    ...['-name', `flightline-${spec.box}`, '-nodefaults', '-no-user-config', '-display', 'none'],
    // `graphics=off`: the firmware speaks on the serial console, where it is kept.
    ...['-machine', 'q35,graphics=off', '-accel', accelerator, '-cpu', CPU_MODELS[accelerator]],
    ...['-m', String(spec.memory), '-smp', String(spec.cpus)],
    // A guest that resets itself would come up again as if nothing had happened.
    '-no-reboot',
    ...firmware(places.uefi),
    ...disk(places.overlay),
    ...seed(spec.image, places.runtime),
    ...network(spec.network),
    ...['-device', 'virtio-rng-pci'],
    ...console(places.runtime),
    ...['-qmp', `unix:${escape(places.runtime)}/${FILES.qmp},server=on,wait=off`],
    ...identity(spec, places.runtime),
    ...kernel(spec.image),
  ];
}

const firmware = (uefi: UefiFirmware | undefined) =>
  uefi === undefined
    ? []
    : [
        ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${escape(uefi.code)}`],
        ...['-drive', `if=pflash,unit=1,format=raw,file=${escape(uefi.vars)}`],
      ];

// `cache=unsafe`: a machine that is thrown away needs no write to survive its host.
const disk = (overlay: string) => [
  ...['-drive', `file=${escape(overlay)},if=none,id=disk,format=qcow2,cache=unsafe,discard=unmap`],
  ...['-device', 'virtio-blk-pci,drive=disk'],
];

// Isolated, QEMU still answers for itself (DHCP, ping); by IPv6 a guest would also be given a way out that leads nowhere.
const WAYS_OUT: Readonly<Record<MachineSpec['network'], string>> = {
  isolated: 'restrict=on,ipv6=off',
  outbound: 'restrict=off',
};

// virtio, as the disk: kernels made for clouds have no driver for a CD drive.
const seed = ({ seed: kind }: MachineSpec['image'], runtime: string) =>
  kind === undefined
    ? []
    : [
        '-drive',
        `file=${escape(runtime)}/${FILES.seed},if=none,id=seed,format=raw,readonly=on`,
        ...['-device', 'virtio-blk-pci,drive=seed'],
      ];

// Port 0: the host's kernel picks a free one, so that machines that start at the same time never meet.
const network = (mode: MachineSpec['network']) => [
  ...['-netdev', `user,id=net,${WAYS_OUT[mode]},hostfwd=tcp:127.0.0.1:0-:22`],
  ...['-device', `virtio-net-pci,netdev=net,mac=${MAC},romfile=`],
];

// QEMU connects to us: it cannot write a byte before there is a reader.
const console = (runtime: string) => [
  ...['-chardev', `socket,id=console,path=${escape(runtime)}/${FILES.console}`],
  ...['-serial', 'chardev:console'],
];

const identity = ({ hostname, user }: MachineSpec, runtime: string) => {
  const given: readonly (readonly [name: string, value: string])[] = [
    ['hostname', `string=${escape(hostname)}`],
    ['user', `string=${escape(user)}`],
    ['authorized-key', `file=${escape(runtime)}/${FILES.userKey}.pub`],
    ['ssh-host-key', `file=${escape(runtime)}/${FILES.hostKey}`],
  ];
  return given.flatMap(([name, value]) => ['-fw_cfg', `name=opt/flightline/${name},${value}`]);
};

// `panic=-1`: reset at once, which with -no-reboot ends QEMU, so that a dead guest is a dead machine.
const kernel = ({ kernel: direct }: MachineSpec['image']) =>
  direct === undefined
    ? []
    : [
        ...['-kernel', direct.vmlinuz],
        ...(direct.initrd === undefined ? [] : ['-initrd', direct.initrd]),
        ...['-append', `${direct.append} panic=-1`],
      ];

/** QEMU parts options at commas; a doubled comma is one. */
function escape(text: string): string {
  return text.replaceAll(',', ',,');
}
