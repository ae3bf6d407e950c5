// budget: 3 min
// How machines of qemu start, warm and cold, and that both keep the contract of drivers.
import type { ContractSubject } from '../../packages/vm-run/src/drivers/driver-contract';
import type { Image } from '../../packages/vm-run/src/images';
import { testContract } from './contract';
import { rotUnseen } from './template/damage';
import { BOOT_MS, type WarmBox, WarmBoxes, ask } from './template/warm-boxes';
import { QEMU, describeWith } from './tools';

describeWith('real guests', QEMU, () => {
  let boxes: WarmBoxes;
  let image: Image;

  beforeAll(async () => {
    boxes = await WarmBoxes.make();
    image = await boxes.image('debian:bookworm');
  }, 240_000);
  afterAll(() => boxes.remove());

  const start = (hostname: string) => boxes.start(hostname, { image });

  describe('that are clones of one template', () => {
    afterEach(() => boxes.end());

    it(
      'two boxes that start at once make one, and are clones of it with lives of their own',
      async () => {
        const both = await Promise.all(['one', 'two'].map(start));
        expect(both.map(({ machine }) => machine.start)).toEqual(['warm', 'warm']);
        expect(both.flatMap(({ notices }) => notices)).toEqual([]);
        expect(boxes.templates()).toHaveLength(1);

        const each = (script: string) => Promise.all(both.map((box) => ask(box, script)));
        expect(await each('uname -n; cat /etc/hostname')).toEqual(['one\none', 'two\ntwo']);
        for (const own of ['cat /etc/machine-id', 'od -An -N16 -tx1 /dev/urandom']) {
          const [first, second] = await each(own);
          expect(first).not.toBe(second);
        }
        const wake = 'w=/var/lib/flightline-wake; $w <$w.time >/dev/urandom';
        expect(await each(`sudo -n sh -c '${wake}'; echo $?`)).toEqual(['0', '0']);
        for (const seconds of await each('date +%s'))
          expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(30);
        const made = await Promise.all(
          both.map((box, index) => ask(box, `echo >/tmp/of-${index}; ls /tmp | grep -c ^of-`)),
        );
        expect(made).toEqual(['1', '1']);
      },
      BOOT_MS,
    );

    it(
      'a clone whose ports fall silent goes on over ssh, also with what root runs',
      async () => {
        const box = await start('silent');
        expect(box.machine.start).toBe('warm');
        // The brackets keep those who carry these words from finding themselves.
        const kill =
          'for p in /proc/[0-9]*; do grep -qs "pass_reques[t]" $p/cmdline && kill -KILL ${p#/proc/}; done';
        const { channel } = box.machine;
        await channel.exec(['sh', '-c', kill]);
        expect(await ask(box, 'uname -n; id -un')).toBe('silent\ntester');
        expect((await channel.exec(['id', '-un'], { asRoot: true })).stdout).toBe('root');
      },
      BOOT_MS,
    );
  });

  describe('that start warm', () => {
    let box: WarmBox;
    let subject: ContractSubject;
    beforeAll(async () => {
      box = await start('contract-warm');
      subject = boxes.subjectOf(box);
    }, BOOT_MS);
    afterAll(() => boxes.end());

    it('say so', () => {
      expect(box.machine.start).toBe('warm');
    });
    testContract(() => subject, 'qemu-system');
  });

  describe('whose template rotted unseen', () => {
    let box: WarmBox;
    let subject: ContractSubject;
    beforeAll(async () => {
      const [template = ''] = boxes.templates();
      rotUnseen(template, 'state', ({ length }) => Buffer.alloc(length, 0x5a));
      box = await start('contract-cold');
      subject = boxes.subjectOf(box);
    }, BOOT_MS);
    afterAll(() => boxes.end());

    it('are told of that, lose it, and boot from their image', () => {
      expect(box.machine.start).toBe('cold');
      expect(box.notices).toEqual([
        expect.stringMatching(/did not start and is dropped/) as string,
      ]);
      expect(boxes.templates()).toEqual([]);
    });
    testContract(() => subject, 'qemu-system');
  });
});
