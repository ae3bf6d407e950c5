import { RECOGNISERS, recognise } from './recognisers';

// Lines as guests of these kinds print them, after the console has taken their colours away.
it.each<[name: string, lines: readonly string[]]>([
  [
    'memory-deadlock',
    [
      '[    3.126214] Out of memory and no killable processes...',
      '[    0.912345] Kernel panic - not syncing: System is deadlocked on memory',
      '[    2.100000][    T1] Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled',
    ],
  ],
  [
    'oom-kill',
    [
      '[   12.345678] Out of memory: Killed process 123 (systemd-udevd) total-vm:22000kB, anon-rss:1000kB',
      '[   12.345678] Out of memory: Kill process 77 (python3) score 900 or sacrifice child',
    ],
  ],
  ['initramfs-memory', ['[    1.823111] Initramfs unpacking failed: write error']],
  [
    'initramfs-unreadable',
    ['[    1.768675] Initramfs unpacking failed: invalid magic at start of compressed archive'],
  ],
  ['loader-memory', ['Out of memory -- System halted', 'error: out of memory.']],
  [
    'root-panic',
    [
      '[    2.345678] VFS: Cannot open root device "vda9" or unknown-block(0,0): error -6',
      '[    1.700000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
    ],
  ],
  [
    'root-missing',
    [
      'ALERT!  /dev/vda9 does not exist.  Dropping to a shell!',
      'ALERT!  UUID=6d0b6c9e does not exist.  Dropping to a shell!',
      'Gave up waiting for root file system device.  Common problems:',
      'No root device specified. Boot arguments must include a root= parameter.',
    ],
  ],
  [
    'root-dracut',
    ['[  190.123456] dracut-initqueue[273]: Warning: Could not boot.', 'Warning: Could not boot.'],
  ],
  [
    'read-only',
    [
      '[  101.234567] EXT4-fs (vda): Remounting filesystem read-only',
      '[  101.234567] XFS (vda1): Corruption of in-memory data (0x8) detected at xfs_defer_finish_noroll+0x2a0/0x4e0 [xfs] (fs/xfs/libxfs/xfs_defer.c:573).  Shutting down filesystem.',
      '[  101.234567] BTRFS info (device vda1: state E): forced readonly',
    ],
  ],
  ['root-arch', ['ERROR: Failed to mount the real root device.']],
  [
    'no-init',
    [
      'No init found. Try passing init= bootarg.',
      '[    3.000000] Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.',
    ],
  ],
  [
    'host-panic',
    [
      "[    0.100000] Kernel panic - not syncing: IO-APIC + timer doesn't work!  Boot with apic=debug",
    ],
  ],
  [
    'panic',
    [
      '[    8.123456] Kernel panic - not syncing: sysrq triggered crash',
      'Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100',
      'Begin: Mounting root file system ... [    3.210000] Kernel panic - not syncing: hung',
    ],
  ],
  [
    'emergency',
    [
      'You are in emergency mode. After logging in, type "journalctl -xb" to view',
      'You are in rescue mode. After logging in, type "journalctl -xb" to view',
    ],
  ],
  ['emergency-locked', ['Cannot open access to console, the root account is locked.']],
  ['emergency-prompt', ['Give root password for maintenance', 'Press Enter for maintenance']],
  ['init-froze', ['[    4.000001] systemd[1]: Freezing execution.']],
  [
    'mount-failed',
    [
      '[FAILED] Failed to mount srv.mount - /srv.',
      '[    9.100000] systemd[1]: Failed to mount srv.mount - /srv.',
    ],
  ],
  ['initramfs', ['(initramfs)', 'dracut:/#', 'dracut:/run#', '[rootfs ~]#']],
  [
    'initramfs-shell',
    ['Spawning shell within the initramfs', 'You are now being dropped into an emergency shell.'],
  ],
  ['nothing-bootable', ['No bootable device.', 'BdsDxe: No bootable option or device was found.']],
  [
    'boot-sector',
    ['Missing operating system', 'Error loading operating system', 'BOOTMGR is missing'],
  ],
  ['network-boot', ['>>Start PXE over IPv4.', '>>Start HTTP Boot over IPv6.']],
  ['uefi-shell', ['UEFI Interactive Shell v2.2']],
  [
    'disk-not-bootable',
    [
      'Boot failed: not a bootable disk',
      'BdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x2,0x0): Not Found',
    ],
  ],
  [
    'grub-error',
    [
      'error: no such partition.',
      "error: file `/boot/grub/i386-pc/normal.mod' not found.",
      'error: unknown filesystem.',
    ],
  ],
  [
    'grub-rescue',
    [
      'Entering rescue mode...',
      'grub rescue>',
      'grub>',
      'error: you need to load the kernel first.',
    ],
  ],
  ['cloud-init-stage', ['[   10.500000] cloud-init[420]: failed run of stage init-local']],
  [
    'cloud-init-unit',
    [
      '[FAILED] Failed to start cloud-init.s…ice - Cloud-init: Network Stage.',
      '[FAILED] Failed to start Initial cloud-ini…ob (metadata service crawler).',
      '[   20.111111] systemd[1]: Failed to start cloud-init-local.service - Cloud-init: Local Stage.',
    ],
  ],
  [
    'cloud-init-module',
    [
      "[   17.8] cloud-init[927]: 2024-03-19 12:38:17,819 - util.py[WARNING]: Running module users_groups (<module 'x'>) failed",
      '2024-03-19 12:38:17,698 - util.py[WARNING]: Failed to create user tester',
    ],
  ],
  [
    'cloud-init-complaint',
    [
      "2020-08-27 01:51:19,430 - util.py[WARNING]: Running module scripts-user (<module 'x'>) failed",
      'cloud-init[9]: 2024-01-01 00:00:00,000 - util.py[WARNING]: Failed loading yaml blob. Invalid format at line 1',
    ],
  ],
])('%s is recognised', (name, lines) => {
  expect(lines.map((line) => recognise(line)?.name)).toEqual(lines.map(() => name));
});

it.each([
  [
    'the option against panics',
    '[    0.000000] Command line: root=/dev/vda ro console=ttyS0 panic=-1',
  ],
  [
    'another option',
    '[    0.000000] Kernel command line: rd.emergency=reboot oops=panic systemd.unit=emergency.target',
  ],
  ['a word about a panic', "echo 'Kernel panic - not syncing' is what a kernel says"],
  ['its end, as a number', '[    5.000000] kernel.panic = -1'],
  ['a unit of systemd', '[  OK  ] Stopped target emergency.target - Emergency Mode.'],
  [
    'another one',
    '         Starting emergency-notice.service - Tells You are in emergency mode...',
  ],
  ['a program that talks of it', 'test: You are in emergency mode is printed by systemd'],
  ['a prompt in a sentence', 'Type exit at the (initramfs) prompt'],
  ['a prompt with a command behind it', '(initramfs) is a prompt'],
  ['a file system check', '/dev/vda1: clean, 11/65536 files, 8859/262144 blocks'],
  ['a repair', '/dev/vda1: Inode 7 has a bad extent, FIXED.'],
  ['no swap to resume from', 'Gave up waiting for suspend/resume device'],
  [
    'dracut that still waits',
    '[   60.0] dracut-initqueue[273]: Warning: dracut-initqueue timeout - starting timeout scripts',
  ],
  [
    'a device that systemd did not need',
    '[ TIME ] Timed out waiting for device dev-disk-by\\x2dlabel-data.device',
  ],
  [
    "a control group's own limit",
    '[   30.000000] Memory cgroup out of memory: Killed process 900 (worker) total-vm:1kB',
  ],
  ['a killer that was asked', '[   30.000000] systemd-oomd[300]: Out of memory protection started'],
  [
    'an unpacking that only complains',
    '[    1.000000] Initramfs unpacking failed: Decoding failed',
  ],
  ['init that is looked for elsewhere', "Target filesystem doesn't have requested /sbin/init."],
  ['SeaBIOS at work', 'Booting from Hard Disk...'],
  ['UEFI at work', 'BdsDxe: starting Boot0002 "UEFI Misc Device" from PciRoot(0x0)/Pci(0x3,0x0)'],
  ['a menu', 'GNU GRUB  version 2.06'],
  ['a prompt of another program', 'grub> help'],
  ['an error of a test', 'error: no such partition table type, says parted'],
  [
    'cloud-init at work',
    "[   12.0] cloud-init[420]: Cloud-init v. 23.4 running 'init-local' at Tue, 26 Apr 2026. Up 13.20 seconds.",
  ],
  [
    'cloud-init without a source',
    '[   20.0] cloud-init[9]: Cloud-init v. 23.4 finished at Tue. Datasource DataSourceNone.  Up 20 seconds',
  ],
  [
    'a deprecation',
    "2024-03-19 12:38:17,575 - log.py[DEPRECATED]: Growpart's 'mode' key is deprecated",
  ],
  [
    'another unit of it',
    '[FAILED] Failed to start cloud-init-hotplugd.service - Cloud-init: Hotplug Hook.',
  ],
  [
    'the last stage, which runs what users wrote',
    '[FAILED] Failed to start cloud-final.service - Cloud-init: Final Stage.',
  ],
  [
    'a unit that nobody needs',
    '[FAILED] Failed to start e2scrub_reap.service - Remove Stale Online ext4 Metadata Check Snapshots.',
  ],
  ['an empty line', ''],
])('%s is none of them: %j', (_name, line) => expect(recognise(line)).toBeUndefined());

it('gives each row a name of its own', () => {
  const names = RECOGNISERS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it.each([
  ['x'.repeat(200_000)],
  ['[    1.000000] '.repeat(15_000)],
  ['cloud-init[1]: 2024-01-01 0'.repeat(8_000)],
  ['. ALERT! '.repeat(20_000)],
  [' '.repeat(200_000)],
])('needs no more than linear time on %#', (line) => {
  const startedAt = performance.now();
  recognise(line);
  // Quadratic work on this length takes minutes.
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
