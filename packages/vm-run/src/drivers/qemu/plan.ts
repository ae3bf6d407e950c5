// What QEMU is told. Nothing here looks at the host: the same spec and places give the same words.
import { TRANSLATION_MIB } from '@flightline/core/admission';
import { type Accelerator, CPU_MODELS, type UefiFirmware } from '@flightline/core/host';
import type { Argv } from '@flightline/core/process';
import { PORT_LINES, type PortSockets, portNames } from '../../channels';
import type { MachineSpec } from '../driver';

/** Where the files of one machine stand; all paths absolute. */
export interface Places {
  /** Private folder (0700) for sockets and keys, short enough for a unix socket. */
  runtime: string;
  /** What the machine writes instead of its image. */
  overlay: string;
  /** Of a machine with UEFI: code it shares, and the file that takes its variables. */
  uefi?: UefiFirmware;
  /**
   * Of a machine that becomes a template, or is a clone of one: the file that is its memory. `grow`: what the machine
   * writes goes there; `clone`: it stays with the machine, which waits for the state of its devices.
   */
  memory?: { path: string; as: 'grow' | 'clone' };
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

/** The same over the disk of a template, which has its size already. */
export const cloneOverlayCommand = (disk: string, overlay: string): Argv => [
  ...(['qemu-img', 'create', '-q', '-f', 'qcow2'] as const),
  ...['-b', disk, '-F', 'qcow2', overlay],
];

/** An emulated machine keeps to the memory that it is admitted with. */
const ACCELERATION: Readonly<Record<Accelerator, string>> = {
  kvm: 'kvm',
  tcg: `tcg,tb-size=${TRANSLATION_MIB}`,
};

/** The command that is the machine. */
export function machineCommand(spec: MachineSpec, places: Places, accelerator: Accelerator): Argv {
  return [
    QEMU,
    ...['-name', `flightline-${spec.box}`, '-nodefaults', '-no-user-config', '-display', 'none'],
    // `graphics=off`: the firmware speaks on the serial console, where it is kept.
    ...['-machine', `q35,graphics=off${places.memory === undefined ? '' : ',memory-backend=ram'}`],
    ...['-accel', ACCELERATION[accelerator], '-cpu', CPU_MODELS[accelerator]],
    ...['-m', String(spec.memory), '-smp', String(spec.cpus)],
    // A guest that resets itself would come up again as if nothing had happened.
    '-no-reboot',
    ...firmware(places.uefi),
    ...disk(places.overlay),
    ...seed(spec.image, places.runtime),
    ...network(spec.network),
    ...['-device', 'virtio-rng-pci'],
    ...template(spec, places),
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

// A clone has the devices of its template. `vmgenid` tells a kernel from 5.18 on that it is one, and it renews its
// random numbers.
const template = ({ memory: mib }: MachineSpec, { memory, runtime }: Places) =>
  memory === undefined
    ? []
    : [
        '-object',
        `memory-backend-file,id=ram,size=${mib}M,mem-path=${escape(memory.path)},share=${memory.as === 'grow' ? 'on' : 'off'}`,
        ...[
          '-device',
          'vmgenid,guid=auto',
          '-device',
          `virtio-serial-pci,max_ports=${2 * PORT_LINES.length + 1}`,
        ],
        ...portSockets(runtime).flatMap(({ talk, out }, line) => [
          ...port(talk, portNames(line).talk),
          ...port(out, portNames(line).out),
        ]),
        ...(memory.as === 'clone' ? ['-incoming', 'defer', '-S'] : []),
      ];

const port = (socket: string, name: string) => [
  ...['-chardev', `socket,id=${name},path=${escape(socket)},server=on,wait=off`],
  ...['-device', `virtserialport,chardev=${name},name=${name}`],
];

/** Where the ports of a machine are reached. */
export const portSockets = (runtime: string): readonly PortSockets[] =>
  PORT_LINES.map((_kind, line) => ({
    talk: `${runtime}/port-${line}`,
    out: `${runtime}/port-${line}-out`,
  }));

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
