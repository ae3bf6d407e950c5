// A disk as distributions publish them: a boot loader for BIOS and one for UEFI, a root file system that is to grow,
// and cloud-init, which knows nothing of us.
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  asRoot,
  bootstrap,
  debianMirror,
  hookWord,
  planBootstrap,
  rootMode,
} from '@flightline/core/debian';
import { adminPath } from '@flightline/core/host';
import { type Argv, type Runner, succeeded } from '@flightline/core/process';
import { type Partition, SECTOR, partitionTable } from './gpt';

const PACKAGES = [
  ...['linux-image-cloud-amd64', 'initramfs-tools', 'systemd-sysv', 'udev', 'dbus', 'netbase'],
  ...['cloud-init', 'cloud-guest-utils', 'fdisk', 'e2fsprogs', 'netplan.io', 'iproute2'],
  ...['openssh-server', 'sudo', 'procps'],
  ...['grub-pc-bin', 'grub-efi-amd64-bin', 'mtools', 'dosfstools'],
];

/** Made inside the system itself, so that this host needs no boot loader's programs. */
const MAKE_BOOT = `set -eu
echo 'LABEL=root / ext4 defaults 0 1' >/etc/fstab
systemctl enable systemd-networkd
# There is no package of locales here.
echo 'locale: false' >/etc/cloud/cloud.cfg.d/10-e2e.cfg
mkdir -p /boot/grub /make
cat >/boot/grub/grub.cfg <<END
linux /vmlinuz root=LABEL=root ro console=ttyS0
initrd /initrd.img
boot
END
cat >/make/early.cfg <<END
search --no-floppy --label root --set root
set prefix=(\\$root)/boot/grub
configfile \\$prefix/grub.cfg
END
modules='part_gpt ext2 search search_label normal configfile linux'
grub-mkimage -O i386-pc -p /boot/grub -c /make/early.cfg -o /make/core.img biosdisk $modules
grub-mkimage -O x86_64-efi -p /boot/grub -c /make/early.cfg -o /make/bootx64.efi $modules
cp /usr/lib/grub/i386-pc/boot.img /make/
mkfs.vfat -C /make/esp.img 8192
mmd -i /make/esp.img ::/EFI ::/EFI/BOOT
mcopy -i /make/esp.img /make/bootx64.efi ::/EFI/BOOT/BOOTX64.EFI
rm -f /etc/ssh/ssh_host_* /etc/hostname
`;

const MIB = 1024 ** 2 / SECTOR;
const SIZE = 2048 * MIB;
const PARTITIONS = {
  bios: {
    type: '21686148-6449-6e6f-744e-656564454649',
    name: 'bios',
    first: MIB,
    last: 2 * MIB - 1,
  },
  esp: {
    type: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
    name: 'esp',
    first: 2 * MIB,
    last: 10 * MIB - 1,
  },
  root: {
    type: '0fc63daf-8483-4772-8e79-3d69d8477de4',
    name: 'root',
    first: 10 * MIB,
    last: SIZE - MIB - 1,
  },
} satisfies Record<string, Partition>;

/** Makes the disk in `folder` and says where: a qcow2 file of 2 GiB. */
export async function buildCloudImage(runner: Runner, folder: string): Promise<string> {
  const [mode, { env }] = [rootMode(), process];
  const signal = new AbortController().signal;
  const root = join(folder, 'root');
  const script = join(folder, 'make-boot');
  mkdirSync(folder, { recursive: true });
  writeFileSync(script, MAKE_BOOT);
  const parts = ['boot.img', 'core.img', 'esp.img'] as const;
  const plan = planBootstrap({
    ...{ suite: 'bookworm', mirror: debianMirror(env), mode, architecture: 'amd64' },
    ...{ variant: 'minbase', packages: PACKAGES, format: 'folder', target: root },
    hooks: [
      `copy-in ${hookWord(script)} /root`,
      'chroot "$1" sh /root/make-boot',
      ...parts.map((name) => `download /make/${name} ${hookWord(join(folder, name))}`),
      'rm -r "$1/make" "$1/root/make-boot"',
    ].map((command) => ({ stage: 'customize', command })),
  });
  await bootstrap(plan, { runner, signal, env, onProgress: () => undefined });
  return await finishDisk(runner, folder, root);
}

/** A disk of the root file system in `root`, which goes, and the boot loaders in `folder`. */
async function finishDisk(runner: Runner, folder: string, root: string): Promise<string> {
  const [mode, { env }] = [rootMode(), process];
  const disk = join(folder, 'disk.raw');
  const run = async (argv: Argv) => {
    const result = await runner.run(argv, { env: { PATH: adminPath(env) } });
    if (!succeeded(result)) throw new Error(`${argv.join(' ')}: ${result.stderr}`);
  };
  try {
    writeFileSync(disk, '');
    truncateSync(disk, SIZE * SECTOR);
    const { first, last } = PARTITIONS.root;
    const fileSystem = ['-q', '-t', 'ext4', '-L', 'root', '-d', root] as const;
    // What the boot loader of Debian 12 does not read yet.
    const features = ['-O', '^metadata_csum_seed,^orphan_file'] as const;
    const place = ['-E', `offset=${first * SECTOR},root_owner=0:0`] as const;
    const size = `${((last - first + 1) * SECTOR) / 1024}k`;
    await run(asRoot(mode, ['mke2fs', ...fileSystem, ...features, ...place, disk, size]));
  } finally {
    await run(asRoot(mode, ['rm', '-rf', '--one-file-system', '--', root]));
  }
  writeBoot(disk, (name) => readFileSync(join(folder, name)));
  const packed = join(folder, 'disk.qcow2');
  await run(['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', disk, packed]);
  rmSync(disk);
  return packed;
}

/** Partition table, the ESP, and GRUB where BIOSes look for it: grub-core/boot/i386/pc/{boot,diskboot}.S. */
function writeBoot(
  disk: string,
  part: (name: 'boot.img' | 'core.img' | 'esp.img') => Buffer,
): void {
  const { bios, esp } = PARTITIONS;
  const { front, end } = partitionTable(SIZE, Object.values(PARTITIONS));
  const [boot, core] = [part('boot.img'), part('core.img')];
  if (core.length > (bios.last - bios.first) * SECTOR) throw new Error('GRUB is too large.');
  // The code alone: behind it stand the partition table and the signature.
  boot.copy(front, 0, 0, 440);
  front.writeBigUInt64LE(BigInt(bios.first), 0x5c);
  // The first sector loads the others; it has to know where they begin.
  core.writeBigUInt64LE(BigInt(bios.first + 1), 0x1f4);
  const file = openSync(disk, 'r+');
  try {
    const writes: readonly (readonly [bytes: Buffer, at: number])[] = [
      [front, 0],
      [core, bios.first * SECTOR],
      [part('esp.img'), esp.first * SECTOR],
      [end, statSync(disk).size - end.length],
    ];
    for (const [bytes, at] of writes) writeSync(file, bytes, 0, bytes.length, at);
  } finally {
    closeSync(file);
  }
}
