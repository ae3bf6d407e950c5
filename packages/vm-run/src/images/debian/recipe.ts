// What a guest made from distribution packages consists of. Everything that decides over the bytes of the image
// is in `RECIPE` or in the folder guest, so that a change of either makes new images.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { folderDigest } from '@flightline/core/evidence';

/** The files of the guest and the scripts that place them. */
export const GUEST = join(__dirname, 'guest');

export const RECIPE = {
  architecture: 'amd64',
  variant: 'minbase',
  /** A small system as an administrator would expect it: init, shell access, package manager, certificates. */
  packages: [
    'ca-certificates',
    'dbus',
    'initramfs-tools',
    'iproute2',
    'kmod',
    'less',
    // The kernel for virtual machines: a fifth of the drivers, hence smaller and faster to start.
    'linux-image-cloud-amd64',
    'netbase',
    'openssh-server',
    'procps',
    'sudo',
    'systemd-sysv',
    'udev',
  ],
  /** The size every guest has at least; `use-whole-disk` knows it too. */
  diskSize: '8G',
  /**
   * Spelled out, because the default set grows with each e2fsprogs and an old guest's kernel refuses what it does
   * not know. No journal and no checksums: the machine lives for one run.
   */
  fileSystem: [
    ...['-t', 'ext4', '-L', 'root', '-m', '0', '-i', '65536'],
    ...['-E', 'lazy_itable_init=0,root_owner=0:0'],
    '-O',
    [
      'none',
      'dir_index',
      'dir_nlink',
      'ext_attr',
      'extent',
      'extra_isize',
      'filetype',
      'flex_bg',
      'huge_file',
      'large_file',
      'resize_inode',
      'sparse_super',
    ].join(','),
  ],
} as const;

/** The kernel's command line; says of the root file system what /etc/fstab would say elsewhere. */
export const APPEND = 'root=/dev/vda rw rootflags=noatime console=ttyS0';

export const FILES = { disk: 'disk.qcow2', vmlinuz: 'vmlinuz', initrd: 'initrd' } as const;

/** Everything that goes into one image. */
export interface DebianInputs {
  suite: string;
  /** Sorted; besides those of the recipe. */
  packages: readonly string[];
  architecture: string;
  /** Version of the recipe: a digest of it. */
  builder: string;
}

export function debianInputs(suite: string, packages: readonly string[]): DebianInputs {
  return {
    suite,
    packages: [...new Set(packages)].sort(),
    architecture: RECIPE.architecture,
    builder: recipeVersion(),
  };
}

/** A digest of the recipe: images of another one are not used any more by this version of Flightline. */
export function recipeVersion(): string {
  return sha256(JSON.stringify([RECIPE, folderDigest(GUEST)])).slice(0, 12);
}

/** Name of the image's folder in the store. */
export function storeKey(inputs: DebianInputs): string {
  const { suite, packages, architecture, builder } = inputs;
  const hash = sha256(JSON.stringify([suite, packages, architecture, builder]));
  return `debian-${suite}-${hash.slice(0, 16)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
