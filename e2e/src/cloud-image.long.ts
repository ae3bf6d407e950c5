import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunner } from '@flightline/core/process';
import { type Image, lockImage, provideImage } from '../../packages/vm-run/src/images';
import { GuestFactory } from './boot-watch/guests';
import { buildCloudImage } from './cloud-image/build';
import { FileServer } from './image-download/server';
import { machinesThatMention } from './leftovers';
import { WarmBoxes, ask } from './template/warm-boxes';
import { OVMF, QEMU, describeWith } from './tools';

const GIB = 1024 ** 3;

describeWith('a stock cloud image, from the network to a shell', [...QEMU, OVMF], () => {
  const folder = mkdtempSync(join(tmpdir(), 'fl-cloud-'));
  let server: FileServer;
  let guests: GuestFactory;
  let image: Image;

  beforeAll(async () => {
    server = await FileServer.start();
    const runner = await createRunner();
    const disk = await buildCloudImage(runner, join(folder, 'build'));
    const uri = server.put('cloud.qcow2', readFileSync(disk));
    const boxRoot = join(folder, 'box');
    mkdirSync(boxRoot);
    const request = { uri, packages: [], releaseRoot: folder, boxRoot, box: 'cloud' };
    const context = {
      ...{ runner, env: {}, cacheDir: join(folder, 'cache'), signal: new AbortController().signal },
      ...{ onProgress: () => undefined, notice: () => undefined },
    };
    await lockImage(request, context);
    image = await provideImage(request, context);
    guests = GuestFactory.of(folder, runner, image);
  }, 600_000);
  afterEach(() => guests.end());
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['bios', 'uefi'] as const)(
    'starts by its own boot loader under %s, as whom it is told, on the whole disk',
    async (firmware) => {
      const { machine: booting, consoleLog } = guests.boot({
        image,
        firmware,
        disk: 4,
        bootTimeout: 460_000,
      });
      const machine = await booting;
      try {
        const signal = new AbortController().signal;
        const sh = async (words: string) => {
          const { exitCode, stdout } = await machine.channel.exec(['sh', '-c', words], { signal });
          return [exitCode, stdout.trim()];
        };
        expect(await sh('hostname; id -un; sudo -n id -un')).toEqual([0, 'guest\ntester\nroot']);
        expect(await sh('test -d /sys/firmware/efi')).toEqual([firmware === 'uefi' ? 0 : 1, '']);
        expect(await sh('cloud-init query ds')).toEqual([
          0,
          expect.stringContaining('flightline-'),
        ]);
        const [, size] = await sh('df --output=size -B1 / | tail -1');
        expect(Number(size)).toBeGreaterThan(3.5 * GIB);
        expect(await sh('cat /sys/class/net/eth0/operstate')).toEqual([0, 'up']);
      } finally {
        await machine.destroy();
      }
      expect(readFileSync(consoleLog, 'utf8')).toContain('GNU/Linux');
    },
    480_000,
  );

  it('starts warm, too, when cloud-init has done its work once', async () => {
    const boxes = await WarmBoxes.make();
    const options = { image, disk: 4, bootTimeout: 460_000 };
    try {
      const first = await boxes.start('first', options);
      expect([first.notices, first.machine.start]).toEqual([[], 'warm']);
      const second = await boxes.start('second', options);
      expect([second.notices, second.machine.start]).toEqual([[], 'warm']);
      expect(boxes.templates()).toHaveLength(1);
      const who = 'uname -n; id -un; sudo -n id -un; cloud-init status';
      expect(await ask(first, who)).toBe('first\ntester\nroot\nstatus: done');
      expect(await ask(second, who)).toBe('second\ntester\nroot\nstatus: done');
    } finally {
      await boxes.end();
      boxes.remove();
    }
  }, 480_000);

  it('leaves no machine behind', () => {
    expect(machinesThatMention(`flightline-${guests.name}`)).toEqual([]);
  });
});
