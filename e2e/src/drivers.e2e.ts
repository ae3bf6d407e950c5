// budget: 1 min, beside others
// The contract of drivers for those that boot no guests. The machines of qemu keep it in template.e2e.ts, where they are up.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HeldLease, takeLease } from '@flightline/core/leases';
import { createRunner } from '@flightline/core/process';
import { DRIVERS } from '../../packages/vm-run/src/drivers';
import type { ContractSubject } from '../../packages/vm-run/src/drivers/driver-contract';
import { testContract } from './contract';
import { NAMESPACES, describeWith } from './tools';

const BOOT_MS = 60_000;

describeWith('the driver dummy', NAMESPACES, () => {
  let subject: ContractSubject;
  let lease: HeldLease;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flightline-driver-'));
    const runner = await createRunner();
    const ground = { runner, env: process.env, cacheDir: join(folder, 'cache') };
    const deadline = new Date(Date.now() + 10 * BOOT_MS);
    const wanted = { box: 'contract', purpose: 'run', workspace: folder, deadline } as const;
    lease = await takeLease(wanted, ground);
    const spec = {
      ...{ box: 'contract', hostname: 'contract', user: 'tester', memory: 512, cpus: 1, disk: 8 },
      ...{ firmware: 'bios' as const, network: 'isolated' as const, warm: false },
      image: {
        ...{ uri: 'file:disk.raw', disk: join(folder, 'disk.raw') },
        ...{ format: 'raw' as const, digest: 'sha256:0' },
      },
      ...{ consoleLog: join(folder, 'console.log'), bootTimeout: BOOT_MS },
    };
    const driver = DRIVERS.find(({ name }) => name === 'dummy');
    const machine = await driver?.boot(spec, {
      ...{ ...ground, lease, signal: new AbortController().signal },
      ...{ onProgress: () => undefined, notice: () => undefined },
      coldBoot: (boot) => boot(),
      inLine: (_what, wait) => wait(),
    });
    if (machine === undefined) throw new Error("There is no driver 'dummy'.");
    mkdirSync(join(folder, 'work'));
    subject = { machine, runner, spec, folder: join(folder, 'work') };
  }, BOOT_MS);
  afterAll(async () => {
    await subject.machine.destroy();
    await lease.end();
    rmSync(folder, { recursive: true, force: true });
  });

  testContract(() => subject, 'unshare');
});
