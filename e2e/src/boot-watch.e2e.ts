// budget: 3 min
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Guest, GuestFactory } from './boot-watch/guests';
import { machinesThatMention } from './leftovers';
import { QEMU, describeWith } from './tools';

describeWith('the boot watch', QEMU, () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-watch-'));
  let guests: GuestFactory;
  beforeAll(async () => {
    guests = await GuestFactory.in(folder);
  }, 240_000);
  afterEach(() => guests.end());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[what: string, guest: () => Guest, code: string, because: RegExp]>([
    [
      'a disk with nothing to boot from',
      () => ({ image: guests.disk() }),
      'BOOT_BROKEN',
      /nothing to boot from \('No bootable device\.'\); before that, .*not a bootable disk/,
    ],
    [
      'a boot sector that starts the boot again (int 19h)',
      () => ({ image: guests.disk([0xcd, 0x19]) }),
      'BOOT_BROKEN',
      /over and over \(3 times 'Booting from Hard Disk\.\.\.'\)/,
    ],
    [
      'a boot sector that resets the machine',
      // mov al, feh; out 64h, al; hlt
      () => ({ image: guests.disk([0xb0, 0xfe, 0xe6, 0x64, 0xf4]) }),
      'BOOT_BROKEN',
      /The guest reset itself/,
    ],
    [
      'a boot sector that only loops',
      // jmp $
      () => ({ image: guests.disk([0xeb, 0xfe]), bootTimeout: 90_000 }),
      'BOOT_BROKEN',
      /no sign of life for 30 s: what the firmware started neither wrote.* was at [RE]IP=0*7c00, then at/,
    ],
    [
      'a kernel without a driver for its disk',
      () => ({ image: guests.withoutInitramfs() }),
      'BOOT_BROKEN',
      /did not find its root file system \('\[.*VFS: /,
    ],
    [
      'an initramfs that stops at its prompt',
      () => ({ image: guests.withWords((append) => `${append} break=mount`) }),
      'BOOT_BROKEN',
      /stopped in its initramfs/,
    ],
  ])(
    'knows %s',
    async (_what, guest, code, because) => {
      expect(await guests.failure(guest())).toMatchObject({
        code,
        message: expect.stringMatching(because) as string,
      });
    },
    120_000,
  );

  it('lets a guest be that says all of this and means none of it, until it really ends', async () => {
    const nearMisses = [
      'Type exit at the (initramfs) prompt.',
      'Look: Kernel panic - not syncing, and You are in emergency mode.',
      'Gave up waiting for suspend/resume device',
      'Memory cgroup out of memory: Killed process 1 (none)',
      '/dev/vda: clean, 11/65536 files, 8859/262144 blocks',
      'cloud-init[1]: 2026-01-01 00:00:00,000 - log.py[DEPRECATED]: a word',
    ];
    const mount = 'LABEL=nowhere /srv ext4 nofail,x-systemd.device-timeout=1s 0 0';
    const script = [
      ...nearMisses.map((line) => `echo '${line}' >/dev/console`),
      `echo '${mount}' >>"$rootmnt/etc/fstab"`,
    ].join('\n');
    const { machine: booting, consoleLog } = guests.boot({ image: guests.withScript(script) });
    const machine = await booting;
    try {
      const signal = new AbortController().signal;
      const sh = (words: string) => machine.channel.exec(['sudo', 'sh', '-c', words], { signal });
      // Tells the kernel that there is no memory left, and whom to end first.
      await sh(
        'sh -c "echo 1000 >/proc/self/oom_score_adj; exec sleep 60" & sleep 1; echo f >/proc/sysrq-trigger; wait',
      );
      expect((await sh('exit 7')).exitCode).toBe(7);
      void sh('echo c >/proc/sysrq-trigger').catch(() => undefined);
      await expect(machine.died).resolves.toMatchObject({
        code: 'MACHINE_LOST',
        message: expect.stringMatching(
          /reset itself.*kernel panicked \('.*sysrq.*'\); before that, the guest ran out of memory \('.*Killed process/,
        ) as string,
      });
    } finally {
      await machine.destroy();
    }
    for (const line of nearMisses) expect(readFileSync(consoleLog, 'utf8')).toContain(line);
  }, 300_000);

  it('leaves no machine behind', () => {
    expect(machinesThatMention(`flightline-${guests.name}`)).toEqual([]);
  });
});
