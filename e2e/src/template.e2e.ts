// budget: 3 min
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '@flightline/core/host';
import { type HeldLease, takeLease } from '@flightline/core/leases';
import { type Runner, createRunner } from '@flightline/core/process';
import { DRIVERS, type Machine } from '../../packages/vm-run/src/drivers';
import { type Image, provideImage } from '../../packages/vm-run/src/images';
import { QEMU, describeWith } from './tools';
import { until } from './until';

const BOOT_MS = 240_000;
const driver = DRIVERS.find(({ name }) => name === 'qemu');

describeWith('templates of real guests', QEMU, () => {
  const { signal } = new AbortController();
  let folder: string;
  let runner: Runner;
  let image: Image;
  const open: { machine: Machine | undefined; lease: HeldLease }[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flightline-template-'));
    runner = await createRunner();
    const request = {
      ...{ uri: 'debian:bookworm', packages: ['python3'] },
      ...{ releaseRoot: folder, boxRoot: folder, box: 'template' },
    };
    const quiet = { onProgress: () => undefined, notice: () => undefined };
    const shared = { runner, signal, cacheDir: cacheDir(process.env), env: process.env };
    image = await provideImage(request, { ...shared, ...quiet });
  }, 240_000);
  afterEach(async () => {
    for (const { machine, lease } of open.splice(0)) {
      await machine?.destroy();
      await lease.end();
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (hostname: string) => {
    const ground = { runner, env: process.env, cacheDir: join(folder, 'cache') };
    const deadline = new Date(Date.now() + 2 * BOOT_MS);
    const wanted = { box: hostname, purpose: 'run', workspace: folder, deadline } as const;
    const held = {
      lease: await takeLease(wanted, ground),
      machine: undefined as Machine | undefined,
    };
    open.push(held);
    const notices: string[] = [];
    const context = {
      ...{ ...ground, lease: held.lease, signal, onProgress: () => undefined },
      notice: (message: string) => notices.push(message),
      coldBoot: <T>(boot: () => Promise<T>) => boot(),
      inLine: <T>(_what: string, wait: () => Promise<T>) => wait(),
    };
    const spec = {
      ...{ box: hostname, hostname, user: 'tester', memory: 512, cpus: 1, disk: 8, image },
      ...{ firmware: 'bios' as const, network: 'isolated' as const, warm: true },
      ...{ consoleLog: join(folder, `${hostname}.log`), bootTimeout: BOOT_MS },
    };
    const machine = await driver?.boot(spec, context);
    if (machine === undefined) throw new Error("There is no driver 'qemu'.");
    held.machine = machine;
    return { machine, notices };
  };
  const templates = () => join(folder, 'cache', 'templates');
  const ask = async ({ machine }: { machine: Machine }, script: string) =>
    (await machine.channel.exec(['sh', '-c', script])).stdout;

  it(
    'two boxes that start at once make one, and are clones of it with lives of their own',
    async () => {
      const boxes = await Promise.all(['one', 'two'].map(start));
      expect(boxes.map(({ machine }) => machine.start)).toEqual(['warm', 'warm']);
      expect(boxes.flatMap(({ notices }) => notices)).toEqual([]);
      expect(readdirSync(templates())).toHaveLength(1);

      const each = (script: string) => Promise.all(boxes.map((box) => ask(box, script)));
      expect(await each('uname -n; cat /etc/hostname')).toEqual(['one\none', 'two\ntwo']);
      for (const own of ['cat /etc/machine-id', 'od -An -N16 -tx1 /dev/urandom']) {
        const [first, second] = await each(own);
        expect(first).not.toBe(second);
      }
      for (const seconds of await each('date +%s'))
        expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(30);
      const made = await Promise.all(
        boxes.map((box, index) => ask(box, `echo >/tmp/of-${index}; ls /tmp | grep -c ^of-`)),
      );
      expect(made).toEqual(['1', '1']);
    },
    BOOT_MS,
  );

  it(
    'a clone whose ports fall silent goes on over ssh',
    async () => {
      const box = await start('silent');
      expect(box.machine.start).toBe('warm');
      // Its own shell has to have answered before it goes.
      const kill =
        'sleep 2; for p in /proc/[0-9]*; do [ $p != /proc/$$ ] && grep -qs "word how code" $p/cmdline && kill -KILL ${p#/proc/}; done';
      await ask(box, `setsid sh -c '${kill}' >/dev/null 2>&1 &`);
      await until(async () => {
        const { ending } = await box.machine.channel.exec(['true'], { timeout: 60_000 });
        return ending === 'lost';
      });
      expect(await ask(box, 'uname -n')).toBe('silent');
    },
    BOOT_MS,
  );

  it(
    'one whose bytes rotted unseen is told of and dropped, and the box boots from its image',
    async () => {
      const [key = ''] = readdirSync(templates());
      const state = join(templates(), key, 'state');
      const { atime, mtime } = statSync(state);
      const manifest = join(templates(), key, 'template.json');
      writeFileSync(state, Buffer.alloc(readFileSync(state).length, 0x5a));
      utimesSync(state, atime, mtime);
      // Not even the clock of the file system can be set to the nanosecond.
      const known = JSON.parse(readFileSync(manifest, 'utf8')) as {
        files: { state: { mtimeNs: string } };
      };
      known.files.state.mtimeNs = String(statSync(state, { bigint: true }).mtimeNs);
      writeFileSync(manifest, JSON.stringify(known));

      const { machine, notices } = await start('three');
      expect(machine.start).toBe('cold');
      expect(notices).toEqual([expect.stringMatching(/did not start and is dropped/) as string]);
      expect(readdirSync(templates())).toEqual([]);
      expect(await ask({ machine }, 'uname -n')).toBe('three');
    },
    BOOT_MS,
  );
});
