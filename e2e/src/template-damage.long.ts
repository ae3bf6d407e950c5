// What becomes of templates on disk: every file of one damaged in turn, the death of all processes, another start of
// the host.
import { appendFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../../packages/vm-run/src/images';
import { machinesThatMention } from './leftovers';
import { asAfterRestart, manifestOf, rotUnseen } from './template/damage';
import { BOOT_MS, WarmBoxes, ask } from './template/warm-boxes';
import { QEMU, describeWith } from './tools';
import { until } from './until';

const FLIPPED_AT = 100_000;

function flip(file: string): void {
  const { size } = statSync(file);
  writeFileSync(file, Buffer.from([0x5a]), { flag: 'r+' });
  if (statSync(file).size !== size) throw new Error('A flipped bit is no longer file.');
}
const halve = (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2));
const grow = (file: string) => appendFileSync(file, '!');

describeWith('templates on the disk of the host', QEMU, () => {
  let boxes: WarmBoxes;
  let image: Image;
  const start = (hostname: string) => boxes.start(hostname, { image });
  const template = () => boxes.templates()[0] ?? '';

  beforeAll(async () => {
    boxes = await WarmBoxes.make();
    image = await boxes.image('debian:bookworm');
    await start('first');
    await boxes.end();
  }, BOOT_MS + 240_000);
  afterEach(() => boxes.end());
  afterAll(() => boxes.remove());

  it.each<[string, string, (file: string) => void]>([
    ['other bytes in its memory', 'ram', flip],
    ['half of its devices', 'state', halve],
    ['a longer disk', 'disk.qcow2', grow],
    ['no console', 'console.log', rmSync],
    ['half of its manifest', 'template.json', halve],
  ])(
    'one with %s is made again, and said to be',
    async (_, name, damage) => {
      damage(join(template(), name));
      const healed = await start('healed');
      expect(healed.notices).toEqual([
        expect.stringMatching(/cannot be used .* made again/) as string,
      ]);
      expect([healed.machine.start, await ask(healed, 'uname -n')]).toEqual(['warm', 'healed']);
      const next = await start('next');
      expect([next.notices, next.machine.start]).toEqual([[], 'warm']);
      expect(boxes.templates()).toHaveLength(1);
    },
    BOOT_MS,
  );

  it(
    'one outlives all processes that had to do with it',
    async () => {
      await start('killed');
      boxes.kill();
      await until(() => machinesThatMention('flightline-killed').length === 0);
      await boxes.end();
      const next = await start('next');
      expect([next.notices, next.machine.start]).toEqual([[], 'warm']);
    },
    BOOT_MS,
  );

  it(
    'one outlives its host, when nothing of it is in memory any more',
    async () => {
      await until(() => manifestOf(template()).durable);
      asAfterRestart(template());
      await forget();
      const next = await start('next');
      expect([next.notices, next.machine.start]).toEqual([[], 'warm']);
      expect(await ask(next, 'python3 -c "print(6 * 7)"')).toBe('42');
    },
    BOOT_MS,
  );

  /** Has the kernel forget the files of the template, proc_sys_vm(5); only root may. */
  async function forget(): Promise<void> {
    if (process.getuid?.() !== 0) return;
    writeFileSync('/proc/sys/vm/drop_caches', '1\n');
    const ram = join(template(), 'ram');
    const { stdout } = await boxes.runner.run([
      'fincore',
      '--bytes',
      '--noheadings',
      '-o',
      'RES',
      ram,
    ]);
    expect(Number(stdout)).toBeLessThan(statSync(ram).blocks * 512);
  }

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['ram', ({ length }) => Buffer.alloc(length)],
    ['disk.qcow2', (bytes) => bytes.fill(0x5a, 0, FLIPPED_AT)],
  ])(
    'one whose %s rotted unseen is dropped, and the box boots from its image',
    async (name, change) => {
      const before = await start('before');
      expect(before.machine.start).toBe('warm');
      await boxes.end();
      rotUnseen(template(), name, change);
      const box = await start('cold');
      expect(box.notices).toEqual([
        expect.stringMatching(/did not start and is dropped/) as string,
      ]);
      expect([box.machine.start, await ask(box, 'uname -n')]).toEqual(['cold', 'cold']);
      expect(boxes.templates()).toEqual([]);
    },
    2 * BOOT_MS,
  );
});
