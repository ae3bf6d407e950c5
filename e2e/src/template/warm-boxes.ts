// Boxes of real guests that start as clones, with templates of their own.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlightlineError } from '@flightline/core/errors';
import { cacheDir } from '@flightline/core/host';
import { type HeldLease, findLeases, takeLease } from '@flightline/core/leases';
import { type Runner, createRunner } from '@flightline/core/process';
import { DRIVERS, type Machine } from '../../../packages/vm-run/src/drivers';
import type { MachineSpec } from '../../../packages/vm-run/src/drivers/driver';
import type { ContractSubject } from '../../../packages/vm-run/src/drivers/driver-contract';
import { type Image, provideImage } from '../../../packages/vm-run/src/images';

/** Longest time for a cold boot on a host that has much else to do, in ms. */
export const BOOT_MS = 600_000;

export interface WarmBox {
  readonly machine: Machine;
  /** What the driver had to say to the user meanwhile. */
  readonly notices: readonly string[];
  readonly spec: MachineSpec;
}

export class WarmBoxes {
  readonly folder = mkdtempSync(join(tmpdir(), 'flightline-template-'));
  private readonly cache = join(this.folder, 'cache');
  private readonly open: { machine: Machine | undefined; lease: HeldLease }[] = [];

  private constructor(readonly runner: Runner) {}

  static async make(): Promise<WarmBoxes> {
    return new WarmBoxes(await createRunner());
  }

  /** The image of a suite, from the cache that all tests share. */
  image(uri: string): Promise<Image> {
    const request = { uri, packages: ['python3'], box: 'template' };
    const { env } = process;
    return provideImage(
      { ...request, releaseRoot: this.folder, boxRoot: this.folder },
      {
        ...{ runner: this.runner, env, cacheDir: cacheDir(env) },
        signal: new AbortController().signal,
        ...{ onProgress: () => undefined, notice: () => undefined },
      },
    );
  }

  /** As vm-run does, a boot that failed is tried once more; nobody is to overlook that it was. */
  async start(...words: Parameters<WarmBoxes['boot']>): Promise<WarmBox> {
    try {
      return await this.boot(...words);
    } catch (error) {
      const isBoot = error instanceof FlightlineError && error.code.startsWith('BOOT_');
      if (!isBoot) throw error;
      const said = error.problems.map(({ message }) => `\n  ${message}`).join('');
      process.stderr.write(`Tried once more: ${error.message}${said}\n`);
      return await this.boot(...words);
    }
  }

  private async boot(
    hostname: string,
    given: Partial<MachineSpec> & Pick<MachineSpec, 'image'>,
  ): Promise<WarmBox> {
    const driver = DRIVERS.find(({ name }) => name === 'qemu');
    if (driver === undefined) throw new Error("There is no driver 'qemu'.");
    const ground = { runner: this.runner, env: process.env, cacheDir: this.cache };
    const deadline = new Date(Date.now() + 2 * BOOT_MS);
    const wanted = { box: hostname, purpose: 'run', workspace: this.folder, deadline } as const;
    const lease = await takeLease(wanted, ground);
    const held = { lease, machine: undefined as Machine | undefined };
    this.open.push(held);
    const notices: string[] = [];
    const context = {
      ...{ ...ground, lease, signal: new AbortController().signal, onProgress: () => undefined },
      notice: (message: string) => notices.push(message),
      coldBoot: <T>(boot: () => Promise<T>) => boot(),
      inLine: <T>(_what: string, wait: () => Promise<T>) => wait(),
    };
    const spec: MachineSpec = {
      ...{ box: hostname, hostname, user: 'tester', memory: 512, cpus: 1, disk: 8 },
      ...{ firmware: 'bios', network: 'isolated', warm: true, bootTimeout: BOOT_MS },
      ...{ consoleLog: join(this.folder, `${hostname}.log`), ...given },
    };
    const machine = await driver.boot(spec, context);
    held.machine = machine;
    return { machine, notices, spec };
  }

  /** For the contract of drivers. */
  subjectOf({ machine, spec }: WarmBox): ContractSubject {
    const folder = join(this.folder, `work-${spec.box}`);
    mkdirSync(folder);
    return { machine, spec, runner: this.runner, folder };
  }

  /** The folders of the templates that there are. */
  templates(): string[] {
    const root = join(this.cache, 'templates');
    if (!existsSync(root)) return [];
    return readdirSync(root).map((name) => join(root, name));
  }

  /** Kills what holds the machines, and the machines, in a way that nothing can answer. */
  kill(): void {
    for (const { lease } of findLeases(this.cache)) {
      for (const life of [lease.keeper, lease.machine])
        if (life !== null) process.kill(life.pid, 'SIGKILL');
    }
  }

  /** Ends all machines. */
  async end(): Promise<void> {
    for (const { machine, lease } of this.open.splice(0)) {
      await machine?.destroy();
      await lease.end();
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a shell in a box prints. */
export async function ask({ machine }: Pick<WarmBox, 'machine'>, script: string): Promise<string> {
  return (await machine.channel.exec(['sh', '-c', script])).stdout;
}
