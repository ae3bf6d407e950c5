// What the watch of a boot sees of guests that take longer to fail.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Console } from '../../packages/vm-run/src/drivers/qemu/console';
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

  // An emulated serial port gives about 0.1 MB a second: nobody waits for a guest that fills the file.
  it('keeps beginning and end of 200 MB in a file that never exceeds 64 MiB', async () => {
    const [socket, log] = [join(folder, 'console'), join(folder, 'console.log')];
    const console = await Console.open({
      ...{ socket, log, bootTimeout: 90_000 },
      onLine: () => undefined,
    });
    const guest = connect(socket);
    const block = Buffer.from(`${'7'.repeat(99)}\n`.repeat(10_000));
    guest.write('the beginning\n');
    let largest = 0;
    for (let written = 0; written < 200_000_000; written += block.length) {
      if (!guest.write(block)) await once(guest, 'drain');
      largest = Math.max(largest, statSync(log).size);
    }
    guest.end('the end\n');
    await console.drain();
    await console.stop();
    expect(largest).toBeLessThanOrEqual(64 * MIB);
    const kept = readFileSync(log, 'latin1');
    expect(kept.length).toBeLessThan(64 * MIB + 100);
    expect([kept.slice(0, 13), kept.slice(-8)]).toEqual(['the beginning', 'the end\n']);
    expect(kept).toContain(`[${200_000_022 - 64 * MIB} bytes of the console were left out here]`);
  }, 60_000);

  it('leaves no machine behind', () => {
    expect(machinesThatMention(`flightline-${guests.name}`)).toEqual([]);
  });
});
