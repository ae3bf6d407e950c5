// What the watch of a boot sees of guests that take longer to fail, and a console that never ends.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Guest, GuestFactory } from './boot-watch/guests';
import { machinesThatMention } from './leftovers';
import { QEMU, describeWith } from './tools';

const MIB = 1024 * 1024;

describeWith('the boot watch, at length', QEMU, () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-watch-'));
  let guests: GuestFactory;
  beforeAll(async () => {
    guests = await GuestFactory.in(folder);
  }, 240_000);
  afterEach(() => guests.end());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[what: string, guest: () => Guest, because: RegExp]>([
    [
      'a root file system that is not there',
      () => ({
        image: guests.withWords(
          (append) => `${append.replace('/dev/vda', '/dev/vda9')} rootdelay=1`,
        ),
      }),
      /did not find its root file system/,
    ],
    [
      'a panic',
      () => ({ image: guests.withScript('echo c >/proc/sysrq-trigger') }),
      /kernel panicked \('\[.*sysrq/,
    ],
    [
      'a mount that fails',
      () => ({
        image: guests.withScript(
          `echo 'tmpfs /srv tmpfs no-such-option=1 0 0' >>"$rootmnt/etc/fstab"`,
        ),
      }),
      /emergency mode.*; before that, a file system could not be mounted/,
    ],
    [
      'a script that fills the memory',
      () => ({ image: guests.withScript('cat /dev/zero >/full'), memory: 256 }),
      /ran out of memory \('.*Killed process/,
    ],
    [
      'too little memory for the initramfs',
      () => ({ image: guests.sound, memory: 80 }),
      /too little memory \('.*(?:deadlocked|no killable)/,
    ],
    [
      'UEFI with nothing to boot from',
      () => ({ image: guests.disk(), firmware: 'uefi' }),
      /nothing to boot from, so the firmware tries the network/,
    ],
  ])(
    'knows %s',
    async (_what, guest, because) => {
      expect(await guests.failure(guest())).toMatchObject({
        code: 'BOOT_BROKEN',
        message: expect.stringMatching(because) as string,
      });
    },
    300_000,
  );

  it('keeps beginning and end of a console that takes 200 MB, and the machine goes on', async () => {
    const { machine: booting, consoleLog } = guests.boot({ image: guests.sound });
    const machine = await booting;
    try {
      const signal = new AbortController().signal;
      const write =
        'yes "$(printf %01000d 7)" | head -c 200000000 >/dev/ttyS0; echo the end >/dev/ttyS0';
      await machine.channel.exec(['sudo', 'sh', '-c', write], { signal });
      expect(statSync(consoleLog).size).toBeLessThanOrEqual(64 * MIB);
      expect((await machine.channel.exec(['exit 7'], { signal })).exitCode).toBe(7);
    } finally {
      await machine.destroy();
    }
    expect(statSync(consoleLog).size).toBeLessThanOrEqual(64 * MIB + 100);
    const kept = readFileSync(consoleLog, 'latin1');
    expect(kept).toContain('Linux version');
    expect(kept).toMatch(/\d{8,} bytes of the console were left out here/);
    expect(kept.trimEnd().endsWith('the end')).toBe(true);
  }, 2_400_000);

  it('leaves no machine behind', () => {
    expect(machinesThatMention(`flightline-${guests.name}`)).toEqual([]);
  });
});
