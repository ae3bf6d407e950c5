// budget: 2 min
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '@flightline/core/host';
import { type HeldLease, takeLease } from '@flightline/core/leases';
import { type Runner, createRunner } from '@flightline/core/process';
import { DRIVERS, type Machine } from '../../packages/vm-run/src/drivers';
import {
  type ContractSubject,
  DRIVER_CONTRACT,
} from '../../packages/vm-run/src/drivers/driver-contract';
import { type Image, provideImage } from '../../packages/vm-run/src/images';
import { machinesThatMention } from './leftovers';
import { NAMESPACES, QEMU, type Tool, describeWith } from './tools';

const BOOT_MS = 240_000;

const quiet = {
  onProgress: () => undefined,
  notice: () => undefined,
  coldBoot: <T>(boot: () => Promise<T>) => boot(),
  inLine: <T>(_what: string, wait: () => Promise<T>) => wait(),
};

interface Ground {
  tools: readonly Tool[];
  /** What the process of a machine is called. */
  program: string;
  image: (folder: string, runner: Runner) => Promise<Image>;
}

/** What the machines of a driver stand on. */
const GROUNDS: Readonly<Record<string, Ground>> = {
  qemu: {
    tools: QEMU,
    program: 'qemu-system',
    image: (folder, runner) =>
      provideImage(
        {
          uri: 'debian:bookworm',
          packages: ['python3'],
          ...{ releaseRoot: folder, boxRoot: folder, box: 'contract' },
        },
        {
          runner,
          signal: new AbortController().signal,
          cacheDir: cacheDir(process.env),
          env: process.env,
          ...quiet,
        },
      ),
  },
  dummy: {
    tools: NAMESPACES,
    program: 'unshare',
    image: (folder) =>
      Promise.resolve({
        uri: 'file:disk.raw',
        disk: join(folder, 'disk.raw'),
        format: 'raw',
        digest: 'sha256:0',
      }),
  },
};

/** Each driver, and each way in which it starts machines. */
const WAYS = DRIVERS.flatMap((driver) =>
  (driver.name === 'qemu' ? (['cold', 'warm'] as const) : (['cold'] as const)).map(
    (start) => [driver.name, start, driver] as const,
  ),
);

describe.each(WAYS)('driver %s, %s', (name, start, driver) => {
  const standsOn = GROUNDS[name];
  if (standsOn === undefined) throw new Error(`Nothing is known of what '${name}' stands on.`);

  describeWith('keeps the contract of drivers', standsOn.tools, () => {
    let subject: ContractSubject;
    let machine: Machine | undefined;
    let lease: HeldLease | undefined;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'flightline-driver-'));
      const runner = await createRunner();
      const { env } = process;
      const ground = { runner, env, cacheDir: join(folder, 'cache') };
      const deadline = new Date(Date.now() + 2 * BOOT_MS);
      const wanted = { box: 'contract', purpose: 'run', workspace: folder, deadline } as const;
      lease = await takeLease(wanted, ground);
      const context = { ...ground, lease, signal: new AbortController().signal, ...quiet };
      const spec = {
        ...{ box: 'contract', hostname: 'contract', user: 'tester' },
        ...{
          memory: 512,
          cpus: 1,
          disk: 8,
          firmware: 'bios' as const,
          warm: start === 'warm',
          network: 'isolated' as const,
        },
        image: await standsOn.image(folder, runner),
        consoleLog: join(folder, 'console.log'),
        bootTimeout: BOOT_MS,
      };
      machine = await driver.boot(spec, context);
      mkdirSync(join(folder, 'work'));
      subject = { machine, runner, spec, folder: join(folder, 'work') };
    }, BOOT_MS + 240_000);
    afterAll(async () => {
      await machine?.destroy();
      await lease?.end();
      rmSync(folder, { recursive: true, force: true });
    });

    it(`starts ${start}`, () => {
      expect(machine?.start).toBe(start);
    });

    it('is seen among the processes', () => {
      expect(machinesThatMention('flightline-contract', standsOn.program)).not.toEqual([]);
    });

    it.each(DRIVER_CONTRACT)(
      '$title',
      async ({ check }) => {
        await expect(check(subject)).resolves.toBeUndefined();
      },
      120_000,
    );

    it('leaves no machine behind', () => {
      expect(machinesThatMention('flightline-contract', standsOn.program)).toEqual([]);
    });
  });
});
