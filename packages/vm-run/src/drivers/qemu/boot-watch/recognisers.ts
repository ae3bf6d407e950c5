// What a guest that will not come up says on its serial console. A row is a fact about a line and nothing else:
// when it was seen, and what was seen before, is the watch's business (boot-watch.ts).
import type { ErrorCode } from '@flightline/core/errors';

/** `BOOT_BROKEN`: the box is (verdict `image`); `BOOT_FAILED`: the host or the driver (verdict `infra`). */
export type BootCode = Extract<ErrorCode, 'BOOT_BROKEN' | 'BOOT_FAILED'>;

/** One kind of line. */
export interface Recogniser {
  /** Unique; a word for specs and documents. */
  name: string;
  line: RegExp;
  /** What the line says, as the second half of a sentence. */
  meaning: string;
  code: BootCode;
  /** Does not end a boot, as guests come up in spite of it; told when something else ends it. */
  clue?: true;
}

/** The kernel's messages start a line, or interrupt one with their time, e.g. `[    1.234567][    T1] `. */
const kernel = (message: RegExp) =>
  new RegExp(String.raw`(?:^|\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? )(?:${message.source})`);

/** What systemd failed to do, on its own line or over the kernel's log. */
const systemd = (message: RegExp) =>
  new RegExp(String.raw`(?:^\[ ?FAILED ?\] |systemd\[1\]: )(?:${message.source})`);

/** What cloud-init writes, with and without the name of its process in front. */
const cloudInit = (message: RegExp) =>
  new RegExp(
    String.raw`(?:cloud-init\[\d+\]: |^)\d{4}-\d\d-\d\d [\d:,]+ - \S+\[(?:WARNING|ERROR|CRITICAL)\]: (?:${message.source})`,
  );

const broken = 'BOOT_BROKEN';
const failed = 'BOOT_FAILED';

const MEMORY = 'the guest has too little memory';
const NO_ROOT = 'the guest did not find its root file system';
const EMERGENCY = 'the guest went into emergency mode';
const INITRAMFS = 'the guest stopped in its initramfs';
const NOT_BOOTABLE = 'the image has nothing to boot from';
const BOOT_LOADER = 'the boot loader of the image did not find what it starts';
const CLOUD_INIT = 'cloud-init could not set the guest up';

/** The first row that fits a line counts, so the special stands before the general. */
export const RECOGNISERS: readonly Recogniser[] = [
  // Kernel, mm/oom_kill.c and init/initramfs.c. A control group's own limit is another line and no sign of a small box.
  {
    name: 'memory-deadlock',
    line: kernel(
      /Kernel panic - not syncing: (?:System is deadlocked on memory|Out of memory)|Out of memory and no killable processes/,
    ),
    meaning: MEMORY,
    code: broken,
  },
  {
    name: 'oom-kill',
    line: kernel(/Out of memory(?: \(oom_kill_allocating_task\))?: Kill(?:ed)? process \d+/),
    meaning: 'the guest ran out of memory',
    code: broken,
  },
  {
    name: 'initramfs-memory',
    line: kernel(/Initramfs unpacking failed: write error/),
    meaning: `${MEMORY} for its initramfs`,
    code: broken,
  },
  {
    // Also of an archive that is damaged or was overwritten, as there was no room for it.
    name: 'initramfs-unreadable',
    line: kernel(/Initramfs unpacking failed: (?:invalid magic|junk)/),
    meaning: "the guest's initramfs could not be read",
    code: broken,
    clue: true,
  },
  {
    name: 'loader-memory',
    line: /^(?:Out of memory -- System halted|error: out of memory\.?$)/,
    meaning: MEMORY,
    code: broken,
  },
  // Kernel, init/do_mounts.c; initramfs-tools, scripts/local; dracut, modules.d/98dracut-systemd and 99base.
  {
    name: 'root-panic',
    line: kernel(
      /(?:Kernel panic - not syncing: )?VFS: (?:Cannot open root device|Unable to mount root fs)/,
    ),
    meaning: NO_ROOT,
    code: broken,
  },
  {
    name: 'root-missing',
    line: /(?:^|\. )(?:Gave up waiting for root (?:file system )?device|ALERT! +\S+ does not exist)|^No root device specified\. Boot arguments must include a root= parameter/,
    meaning: NO_ROOT,
    code: broken,
  },
  {
    name: 'root-dracut',
    line: /^(?:\[ *\d+\.\d+\] )?(?:dracut-initqueue\[\d+\]: )?(?:Warning: Could not boot\.|dracut: FATAL: )/,
    meaning: NO_ROOT,
    code: broken,
  },
  {
    name: 'root-arch',
    line: /^ERROR: (?:Failed to mount the real root device|device '.*' not found\. Skipping fsck)/,
    meaning: NO_ROOT,
    code: broken,
    clue: true,
  },
  {
    name: 'no-init',
    line: /^No init found\. Try passing init= bootarg|Kernel panic - not syncing: No working init found/,
    meaning: 'the root file system of the guest has no init',
    code: broken,
  },
  // Kernel, where a panic is about the machine under the guest: time, interrupts, processors that stand still.
  {
    name: 'host-panic',
    line: kernel(
      /Kernel panic - not syncing: (?:IO-APIC \+ timer doesn't work|softlockup: hung tasks|Hard LOCKUP|Fatal machine check|NMI: Not continuing|Timeout: Not all CPUs)/,
    ),
    meaning: 'the machine under the guest stood still or did not work',
    code: failed,
  },
  {
    name: 'panic',
    line: kernel(/Kernel panic - not syncing/),
    meaning: "the guest's kernel panicked",
    code: broken,
  },
  // systemd, units/emergency.service.in and src/core/main.c; util-linux, login-utils/sulogin.c.
  {
    name: 'emergency',
    line: /^You are in (?:emergency|rescue) mode\b/,
    meaning: EMERGENCY,
    code: broken,
  },
  {
    name: 'emergency-locked',
    line: /^Cannot open access to console, the root account is locked/,
    meaning: `${EMERGENCY}, and its root account is locked`,
    code: broken,
  },
  {
    name: 'emergency-prompt',
    line: /^(?:Give root password for (?:system )?maintenance|Press Enter for (?:system )?maintenance)/,
    meaning: EMERGENCY,
    code: broken,
  },
  {
    name: 'init-froze',
    line: kernel(/systemd\[1\]: Freezing execution/),
    meaning: "the guest's init gave up",
    code: broken,
  },
  {
    name: 'mount-failed',
    line: systemd(/Failed to mount /),
    meaning: 'a file system could not be mounted',
    code: broken,
    clue: true,
  },
  {
    // Kernel, fs/ext4/super.c, fs/xfs/xfs_fsops.c, fs/btrfs/messages.c.
    name: 'read-only',
    line: kernel(
      /EXT4-fs \(\S+\): Remounting filesystem read-only|XFS \(\S+\): .*Shutting down filesystem|BTRFS .*: forced readonly/,
    ),
    meaning: 'a file system of the guest became read-only',
    code: broken,
    clue: true,
  },
  // initramfs-tools, scripts/functions; dracut, 99base/dracut-lib.sh; mkinitcpio, init_functions.
  {
    name: 'initramfs',
    line: /^(?:\(initramfs\)|dracut:\S*[#>]|\[rootfs [^\]]*\][#$])\s*$/,
    meaning: INITRAMFS,
    code: broken,
  },
  {
    name: 'initramfs-shell',
    line: /^(?:You are now being dropped into an emergency shell|Entering emergency mode\. Exit the shell to continue|Spawning shell within the initramfs)/,
    meaning: INITRAMFS,
    code: broken,
  },
  // SeaBIOS, src/boot.c; boot sectors of MS-DOS, Windows and syslinux; EDK II, MdeModulePkg/Universal/BdsDxe.
  {
    name: 'nothing-bootable',
    line: /^(?:No bootable device\.|BdsDxe: No bootable option or device was found)/,
    meaning: NOT_BOOTABLE,
    code: broken,
  },
  {
    name: 'boot-sector',
    line: /^(?:Missing operating system|Error loading operating system|Operating System not found|Invalid partition table|BOOTMGR is missing)/i,
    meaning: NOT_BOOTABLE,
    code: broken,
  },
  {
    name: 'uefi-shell',
    line: /^UEFI Interactive Shell v\d/,
    meaning: NOT_BOOTABLE,
    code: broken,
  },
  {
    // The network of a machine has nothing to boot from, and firmware tries it last; it takes minutes to give up.
    name: 'network-boot',
    line: /^>>Start (?:PXE|HTTP Boot) over IPv[46]/,
    meaning: `${NOT_BOOTABLE}, so the firmware tries the network`,
    code: broken,
  },
  {
    name: 'disk-not-bootable',
    line: /^(?:Boot failed: (?:not a bootable disk|could not read the boot disk)|BdsDxe: failed to (?:load|start) Boot)/,
    meaning: NOT_BOOTABLE,
    code: broken,
    clue: true,
  },
  // GRUB, grub-core/kern/{main,rescue_reader}.c, normal/main.c. Its errors alone are no end: menus go on after them.
  {
    name: 'grub-error',
    line: /^error: (?:no such partition|unknown filesystem|no such device: .*|no such disk|disk `.*' not found|file `.*' not found|attempt to read or write outside of disk `.*')\.?$/,
    meaning: BOOT_LOADER,
    code: broken,
    clue: true,
  },
  {
    name: 'grub-rescue',
    line: /^(?:Entering rescue mode\.\.\.|grub rescue>|grub>\s*$|error: you need to load the kernel first)/,
    meaning: BOOT_LOADER,
    code: broken,
  },
  // cloud-init, cloudinit/cmd/main.py and cloudinit/config/modules.py; systemd shortens its unit names.
  {
    name: 'cloud-init-stage',
    line: /(?:^|cloud-init\[\d+\]: )failed run of stage (?:init|init-local|init-network)\b/,
    meaning: CLOUD_INIT,
    code: broken,
  },
  {
    name: 'cloud-init-unit',
    line: systemd(/Failed to start (?:cloud-init(?:-local|-main|-network)?\.s|Initial cloud-ini)/),
    meaning: CLOUD_INIT,
    code: broken,
  },
  {
    name: 'cloud-init-module',
    line: cloudInit(
      /Running module (?:users[-_]groups|ssh|write[-_]files|set[-_]hostname) .*failed|Failed to create user /,
    ),
    meaning: CLOUD_INIT,
    code: broken,
  },
  {
    name: 'cloud-init-complaint',
    line: cloudInit(
      /Running module .*failed|Failed to run module |Failed loading yaml blob|No instance datasource found|.*Invalid cloud-config provided/,
    ),
    meaning: 'cloud-init did not do all it was told',
    code: broken,
    clue: true,
  },
];

/** What a console line, without control characters, says about a boot; undefined when it says nothing. */
export function recognise(line: string): Recogniser | undefined {
  return RECOGNISERS.find((recogniser) => recogniser.line.test(line));
}
