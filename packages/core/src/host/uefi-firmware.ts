import { existsSync } from 'node:fs';

/** The firmware of a UEFI machine; absolute paths. */
export interface UefiFirmware {
  /** Shared by all machines, never written. */
  code: string;
  /** What a machine that was never switched on has stored; each machine needs a copy of its own. */
  vars: string;
}

/** Where distributions put OVMF, without Secure Boot, whose keys our own kernels do not know. */
const PLACES: readonly UefiFirmware[] = [
  // Debian 12, Ubuntu 22.04 and newer
  { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', vars: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
  // older ones
  { code: '/usr/share/OVMF/OVMF_CODE.fd', vars: '/usr/share/OVMF/OVMF_VARS.fd' },
  // Fedora and its family
  { code: '/usr/share/edk2/ovmf/OVMF_CODE.fd', vars: '/usr/share/edk2/ovmf/OVMF_VARS.fd' },
  // openSUSE
  {
    code: '/usr/share/qemu/ovmf-x86_64-4m-code.bin',
    vars: '/usr/share/qemu/ovmf-x86_64-4m-vars.bin',
  },
  { code: '/usr/share/qemu/ovmf-x86_64-code.bin', vars: '/usr/share/qemu/ovmf-x86_64-vars.bin' },
];

/** What brings it. */
export const UEFI_INSTALL =
  'On Debian and Ubuntu: sudo apt-get install ovmf; on Fedora: edk2-ovmf; on openSUSE: qemu-ovmf-x86_64';

/** The UEFI firmware of this host; undefined when there is none. */
export function uefiFirmware(
  exists: (path: string) => boolean = existsSync,
): UefiFirmware | undefined {
  return PLACES.find(({ code, vars }) => exists(code) && exists(vars));
}
