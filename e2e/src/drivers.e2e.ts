// budget: 2 min
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '@flightline/core/host';
import { createRunner } from '@flightline/core/process';
import { DRIVERS, type Machine } from '../../packages/vm-run/src/drivers';
import {
  type ContractSubject,
  DRIVER_CONTRACT,
} from '../../packages/vm-run/src/drivers/driver-contract';
import { provideImage } from '../../packages/vm-run/src/images';
import { machinesThatMention } from './leftovers';
import { QEMU, describeWith } from './tools';

const BOOT_MS = 240_000;

describe.each(DRIVERS.map((driver) => [driver.name, driver] as const))(
  'driver %s',
  (_name, driver) => {
    describeWith('keeps the contract of drivers', QEMU, () => {
      let subject: ContractSubject;
      let machine: Machine | undefined;
      const folder = mkdtempSync(join(tmpdir(), 'flightline-driver-'));

      beforeAll(async () => {
        const runner = await createRunner();
        const { env } = process;
        const { signal } = new AbortController();
        const cache = cacheDir(env);
        const quiet = { onProgress: () => undefined, notice: () => undefined };
        const request = {
          uri: 'debian:bookworm',
          packages: ['python3'],
          releaseRoot: folder,
          boxRoot: folder,
          box: 'contract',
        };
        const image = await provideImage(request, {
          runner,
          signal,
          cacheDir: cache,
          env,
          ...quiet,
        });
        const spec = {
          ...{
            box: 'contract',
            image,
            memory: 512,
            cpus: 1,
            disk: 8,
            hostname: 'contract',
            user: 'tester',
          },
          ...{
            network: 'isolated' as const,
            consoleLog: join(folder, 'console.log'),
            bootTimeout: BOOT_MS,
          },
        };
        machine = await driver.boot(spec, { runner, signal, cacheDir: cache, env, ...quiet });
        mkdirSync(join(folder, 'work'));
        subject = { machine, spec, folder: join(folder, 'work') };
      }, BOOT_MS + 240_000);
      afterAll(async () => {
        await machine?.destroy();
        rmSync(folder, { recursive: true, force: true });
      });

      it.each(DRIVER_CONTRACT)(
        '$title',
        async ({ check }) => {
          await expect(check(subject)).resolves.toBeUndefined();
        },
        120_000,
      );

      it('leaves no machine behind', () => {
        expect(machinesThatMention('flightline-contract')).toEqual([]);
      });
    });
  },
);
