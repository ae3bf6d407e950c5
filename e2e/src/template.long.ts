// Warm starts of the guests that a matrix has: each makes a template, and the start after it is another clone of that.
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Channel } from '../../packages/vm-run/src/channels';
import type { MachineSpec } from '../../packages/vm-run/src/drivers/driver';
import { BOOT_MS, type WarmBox, WarmBoxes, ask } from './template/warm-boxes';
import { OVMF, QEMU, describeWith } from './tools';

interface Guest {
  uri: string;
  options: Partial<MachineSpec>;
  /** What the guest prints, and what it has to. */
  says: Readonly<Record<string, string>>;
}

const PROCESSORS = 'nproc';
const FIRMWARE = 'test -d /sys/firmware/efi && echo uefi || echo bios';
const GIBIBYTES = "awk '/MemTotal/ { print int($2 / 1024 / 1024 + 0.5) }' /proc/meminfo";

const GUESTS: Readonly<Record<string, Guest>> = {
  'bullseye, which has no vmgenid, with 2 CPUs': {
    uri: 'debian:bullseye',
    options: { cpus: 2 },
    says: { [PROCESSORS]: '2', '. /etc/os-release; echo "$VERSION_CODENAME"': 'bullseye' },
  },
  'bookworm with 4 GiB': {
    uri: 'debian:bookworm',
    options: { memory: 4096 },
    says: { [GIBIBYTES]: '4', [FIRMWARE]: 'bios' },
  },
  'bookworm under UEFI': {
    uri: 'debian:bookworm',
    options: { memory: 768, firmware: 'uefi' },
    says: { [FIRMWARE]: 'uefi' },
  },
  'trixie with 2 CPUs, 2 GiB and UEFI': {
    uri: 'debian:trixie',
    options: { cpus: 2, memory: 2048, firmware: 'uefi' },
    says: { [PROCESSORS]: '2', [GIBIBYTES]: '2', [FIRMWARE]: 'uefi' },
  },
};

describeWith('warm starts of many kinds of guests', [...QEMU, OVMF], () => {
  let boxes: WarmBoxes;
  beforeAll(async () => {
    boxes = await WarmBoxes.make();
  });
  afterEach(() => boxes.end());
  afterAll(() => boxes.remove());

  /** A template and two clones of it, one after the other. */
  async function startTwice(options: Parameters<WarmBoxes['start']>[1]): Promise<WarmBox> {
    const before = boxes.templates().length;
    const first = await boxes.start('first', options);
    expect([first.notices, first.machine.start]).toEqual([[], 'warm']);
    expect(await ask(first, 'uname -n')).toBe('first');
    await boxes.end();
    const second = await boxes.start('second', options);
    expect([second.notices, second.machine.start]).toEqual([[], 'warm']);
    expect(await ask(second, 'uname -n')).toBe('second');
    expect(boxes.templates()).toHaveLength(before + 1);
    return second;
  }

  it.each(Object.entries(GUESTS))(
    '%s',
    async (_name, { uri, options, says }) => {
      const box = await startTwice({ image: await boxes.image(uri), ...options });
      for (const [question, answer] of Object.entries(says))
        expect([question, await ask(box, question)]).toEqual([question, answer]);
      // Whatever is slow or gone after a thaw shows in an ordinary piece of work.
      const work =
        'python3 -c "import json, hashlib; print(hashlib.sha256(b\'a\').hexdigest()[:8])"';
      expect(await ask(box, `${work}; sudo -n id -un`)).toBe('ca978112\nroot');
    },
    2 * BOOT_MS,
  );

  it(
    'prepared ones: root ran the script once, and each clone has what it did',
    async () => {
      let runs = 0;
      const prepare = {
        digest: 'sha256:prepared',
        run: async (channel: Channel) => {
          runs += 1;
          await channel.exec([
            'sudo',
            '-n',
            'sh',
            '-c',
            'echo "by $(id -un)" >/etc/prepared; sync',
          ]);
        },
      };
      const box = await startTwice({ image: await boxes.image('debian:bookworm'), prepare });
      expect([runs, await ask(box, 'cat /etc/prepared')]).toEqual([1, 'by root']);
    },
    2 * BOOT_MS,
  );

  describe('with the network outbound', () => {
    let server: Server;
    beforeAll(async () => {
      server = createServer((_, answer) => answer.end('from outside'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => server.close());

    it(
      'a clone gets out at once, and has a host key of its own',
      async () => {
        const options = {
          image: await boxes.image('debian:bookworm'),
          network: 'outbound' as const,
        };
        const first = await startTwice(options);
        const { port } = server.address() as AddressInfo;
        const fetch = `python3 -c "import urllib.request as u; print(u.urlopen('http://10.0.2.2:${port}/', timeout=20).read().decode())"`;
        expect(await ask(first, fetch)).toBe('from outside');
        const another = await boxes.start('another', options);
        expect(await ask(another, fetch)).toBe('from outside');
        const key =
          'cat /etc/ssh/ssh_host_ed25519_key.pub; sudo -n cat /etc/ssh/ssh_host_ed25519_key';
        expect(await ask(first, key)).not.toBe(await ask(another, key));
      },
      2 * BOOT_MS,
    );
  });
});
