import { rulesOf } from './rule';

export const MACHINE = rulesOf('machine', [
  {
    // SeaBIOS, src/boot.c; EDK II, BdsDxe; boot sectors of MS-DOS and Windows; GRUB, kern/rescue_reader.c. That one disk
    // cannot be booted is said in passing, too, where firmware goes on to the next.
    id: 'not-bootable',
    severity: 'hard',
    title: 'The image of the box cannot be booted',
    any: [
      '^No bootable device\\.',
      '^BdsDxe: No bootable option or device was found',
      '(?i)^(?:Missing operating system|Error loading operating system|Operating System not found|BOOTMGR is missing)',
      '^(?:Entering rescue mode\\.\\.\\.|grub rescue>)',
    ],
    why: 'The disk holds no system, another firmware is needed to start it, or its bytes are damaged.',
    action:
      "Make or fetch the image of the box anew: nx run <box>:vm-image. A system for UEFI needs 'firmware': 'uefi' in its box.",
    // The same bytes are no better the second time.
    retries: 0,
    examples: {
      matches: [
        'No bootable device.',
        'BdsDxe: No bootable option or device was found.',
        'Missing operating system.',
        'BOOTMGR is missing',
        'grub rescue> ',
        'Entering rescue mode...',
      ],
      mustNotMatch: [
        'Booting from Hard Disk...',
        'Boot failed: not a bootable disk',
        'No bootable device is what the test wants ... ok',
        'BdsDxe: starting Boot0001 "UEFI Misc Device"',
        'You can use grub rescue to mend it',
      ],
    },
  },
  {
    id: 'kernel-panic',
    severity: 'hard',
    title: 'The kernel of the box panicked',
    any: [
      '\\bKernel panic - not syncing\\b',
      '\\bBUG: unable to handle\\b',
      '\\bOops: [0-9a-f]{4} \\[#\\d+\\]',
    ],
    why: 'The kernel could not go on; with "VFS: Unable to mount root fs" it did not find its disk.',
    action:
      'See the console above. Make the image of the box anew, and compare its kernel with the machine it is given.',
    examples: {
      matches: [
        '[    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)',
        '[    9.9] BUG: unable to handle page fault for address: ffffffff',
        '[    9.9] Oops: 0002 [#1] SMP NOPTI',
      ],
      mustNotMatch: [
        '[    0.0] Command line: root=/dev/vda1 panic=-1 console=ttyS0',
        'kernel.panic = 10',
        'test_kernel_panic PASSED',
      ],
    },
  },
  {
    id: 'emergency-shell',
    severity: 'hard',
    title: 'The box stopped in an emergency shell',
    any: [
      '\\bYou are in (?:emergency|rescue) mode\\b',
      '\\bEntering emergency mode\\b',
      'Give root password for maintenance',
      '^ALERT! .* does not exist\\. +Dropping to a shell!',
    ],
    why: 'The image names a disk or a file system that the machine does not have.',
    action: 'See the console above for the unit or the device; make the image of the box anew.',
    examples: {
      matches: [
        'Entering emergency mode. Exit the shell to continue.',
        'Give root password for maintenance',
        'You are in emergency mode. After logging in, type "journalctl -xb" to view system logs',
        'ALERT!  UUID=1234 does not exist.  Dropping to a shell!',
      ],
      mustNotMatch: ['Created slice Slice /system/emergency.', 'emergency mode is off'],
    },
  },
  {
    id: 'disk-error',
    severity: 'hard',
    title: 'A disk of the box has errors',
    any: [
      '\\bI/O error, dev \\w+, sector \\d+',
      '\\bBuffer I/O error on dev(?:ice)? \\w+',
      '\\bEXT4-fs error \\(device [\\w-]+\\)',
      '\\bXFS \\([\\w-]+\\): .*(?:error|[Cc]orruption)',
    ],
    // Machines are given drives for media that are not there.
    unless: ['dev(?:ice)? (?:fd|sr|loop)\\d'],
    why: 'The image is damaged, or the disk of the host is full or fails.',
    action: 'See that the disk of the host has room; make the image of the box anew.',
    examples: {
      matches: [
        '[   33.3] Buffer I/O error on dev vda1, logical block 2560, lost async page write',
        '[   33.4] XFS (vda1): Corruption detected. Unmount and run xfs_repair',
        '[   33.1] blk_update_request: I/O error, dev vda, sector 20480 op 0x1:(WRITE)',
        '[   33.2] EXT4-fs error (device vda1): ext4_find_entry:1463: inode #2: comm ls: reading directory lblock 0',
      ],
      mustNotMatch: [
        '[    3.1] blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ)',
        '[    3.1] Buffer I/O error on dev sr0, logical block 0, async page read',
      ],
    },
  },
  {
    id: 'unit-failed',
    severity: 'soft',
    title: 'A service of the box did not start',
    any: ['^\\[FAILED\\] Failed to start ', '\\bsystemd\\[\\d+\\]: Failed to start '],
    why: 'systemd gave up on a unit while the box booted.',
    action: 'If the product needs it, look at `systemctl status <unit>` in the box.',
    examples: {
      matches: [
        '[FAILED] Failed to start systemd-networkd.service - Network Configuration.',
        'Jan 01 00:00:00 box systemd[1]: Failed to start app.service.',
      ],
      mustNotMatch: ['[  OK  ] Started ssh.service.', 'Failed to start 0 units'],
    },
  },
  {
    id: 'soft-lockup',
    severity: 'soft',
    title: 'A processor of the box hung',
    any: [
      '\\bwatchdog: BUG: soft lockup - CPU#\\d+ stuck for \\d+s!',
      '\\bNMI watchdog: Watchdog detected hard LOCKUP\\b',
      '\\brcu: INFO: rcu_\\w+ (?:self-)?detected stalls? on CPU',
      '\\bINFO: task \\S+ blocked for more than \\d+ seconds',
    ],
    why: 'The host gave the machine no time, or a disk of it does not answer.',
    action: 'Run fewer machines at once on this host, and look at its load.',
    examples: {
      matches: [
        '[  120.1] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [app:812]',
        '[  120.1] NMI watchdog: Watchdog detected hard LOCKUP on cpu 1',
        '[  120.1] rcu: INFO: rcu_sched self-detected stall on CPU',
        '[  363.2] INFO: task jbd2/vda1-8:178 blocked for more than 120 seconds.',
      ],
      mustNotMatch: [
        '[    0.2] NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.',
        '[    0.1] rcu: Hierarchical SRCU implementation.',
        'watchdog: 0 soft lockups',
      ],
    },
  },
]);
