// Guests that do not come up, and how little it takes: another word on the kernel's command line, a script in the
// initramfs, a boot sector of a few bytes. All else is the cached image.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheDir } from '@flightline/core/host';
import { type HeldLease, takeLease } from '@flightline/core/leases';
import { type Runner, createRunner } from '@flightline/core/process';
import { type Machine, DRIVERS } from '../../../packages/vm-run/src/drivers';
import type { MachineSpec } from '../../../packages/vm-run/src/drivers/driver';
import { type Image, provideImage } from '../../../packages/vm-run/src/images';
import { aligned, cpio } from './cpio';

/** What is different about a guest; all else is a box as any other. */
export interface Guest {
  image: Image;
  memory?: number;
  /** GiB. */
  disk?: number;
  firmware?: MachineSpec['firmware'];
  network?: MachineSpec['network'];
  bootTimeout?: number;
}

const SECTOR = 512;
/** Marks a boot sector, at its end. */
const SIGNATURE = [0x55, 0xaa];

export class GuestFactory {
  private made = 0;
  private readonly leases: HeldLease[] = [];
  private readonly machines: Machine[] = [];

  /** Of its machines in process lists; no other factory has the same. */
  readonly name: string;

  private constructor(
    private readonly folder: string,
    private readonly runner: Runner,
    /** The image as it is. */
    readonly sound: Image,
  ) {
    this.name = basename(folder);
  }

  /** `folder` takes what the guests need; the image is `uri`. */
  static async in(folder: string, uri = 'debian:bookworm'): Promise<GuestFactory> {
    const runner = await createRunner();
    const { env } = process;
    const sound = await provideImage(
      {
        uri,
        packages: ['python3'],
        ...{ releaseRoot: folder, boxRoot: folder, box: 'guest' },
      },
      {
        ...{ runner, env, cacheDir: cacheDir(env), signal: new AbortController().signal },
        ...{ onProgress: () => undefined, notice: () => undefined },
      },
    );
    return new GuestFactory(folder, runner, sound);
  }

  /** The same with an image that is there. */
  static of(folder: string, runner: Runner, sound: Image): GuestFactory {
    return new GuestFactory(folder, runner, sound);
  }

  /** The image with other words for its kernel. */
  withWords(change: (append: string) => string): Image {
    const { kernel } = this.sound;
    if (kernel === undefined) throw new Error('The image starts with a kernel of its own.');
    return { ...this.sound, kernel: { ...kernel, append: change(kernel.append) } };
  }

  /** The image without its initramfs; its kernel has no driver for its disk then. */
  withoutInitramfs(): Image {
    const { vmlinuz = '', append = '' } = this.sound.kernel ?? {};
    return { ...this.sound, kernel: { vmlinuz, append } };
  }

  /** The image with a script that runs when its root file system is mounted at $rootmnt and init is about to start. */
  withScript(script: string): Image {
    const { vmlinuz = '', initrd = '', append = '' } = this.sound.kernel ?? {};
    const added = cpio([
      {
        // The place of a script that every guest has; what that one does is done here, too.
        path: 'scripts/init-bottom/udev',
        mode: 0o100755,
        text: `#!/bin/sh\n[ "$1" = prereqs ] && exit 0\n${script}\nmount -n -o move /dev "$rootmnt/dev"\n`,
      },
    ]);
    const path = this.path('initrd');
    writeFileSync(path, Buffer.concat([aligned(readFileSync(initrd)), added]));
    return { ...this.sound, kernel: { vmlinuz, initrd: path, append } };
  }

  /** A disk with these bytes in its boot sector and nothing else; without bytes it has no boot sector. */
  disk(code?: readonly number[]): Image {
    const bytes = Buffer.alloc(2048 * SECTOR);
    if (code !== undefined) {
      Buffer.from(code).copy(bytes);
      Buffer.from(SIGNATURE).copy(bytes, SECTOR - SIGNATURE.length);
    }
    const disk = this.path('disk.raw');
    writeFileSync(disk, bytes);
    return { uri: 'file:disk.raw', disk, format: 'raw', digest: 'sha256:0' };
  }

  /** Boots it. `machine` rejects when it does not come up. */
  boot({ image, memory = 512, firmware = 'bios', bootTimeout = 360_000, ...guest }: Guest): {
    machine: Promise<Machine>;
    consoleLog: string;
  } {
    const { network = 'isolated', disk = 1 } = guest;
    const consoleLog = this.path('console.log');
    const driver = DRIVERS.find(({ name }) => name === 'qemu');
    if (driver === undefined) throw new Error("There is no driver 'qemu'.");
    const { env } = process;
    const spec: MachineSpec = {
      ...{ box: this.name, hostname: 'guest', user: 'tester', cpus: 1, disk, warm: false },
      ...{ image, memory, firmware, bootTimeout, network, consoleLog },
    };
    const start = async () => {
      const ground = { runner: this.runner, env, cacheDir: cacheDir(env) };
      const deadline = new Date(Date.now() + 3_600_000);
      const wanted = { box: this.name, purpose: 'run', workspace: this.folder, deadline } as const;
      const lease = await takeLease(wanted, ground);
      this.leases.push(lease);
      const { signal } = new AbortController();
      const quiet = { onProgress: () => undefined, notice: () => undefined };
      const machine = await driver.boot(spec, {
        ...ground,
        lease,
        signal,
        ...quiet,
        coldBoot: <T>(boot: () => Promise<T>) => boot(),
        inLine: <T>(_what: string, wait: () => Promise<T>) => wait(),
      });
      this.machines.push(machine);
      return machine;
    };
    return { machine: start(), consoleLog };
  }

  /** How a boot ended that must not succeed; raises an Error when it does. */
  async failure(guest: Guest): Promise<unknown> {
    const ended = await this.boot(guest).machine.catch((error: unknown) => ({ error }));
    if ('error' in ended) return ended.error;
    throw new Error('The guest came up.');
  }

  /** Ends the machines that still run, and removes what they left. */
  async end(): Promise<void> {
    for (const machine of this.machines.splice(0)) await machine.destroy();
    for (const lease of this.leases.splice(0)) await lease.end();
  }

  private path(name: string): string {
    this.made += 1;
    const folder = join(this.folder, String(this.made));
    mkdirSync(folder);
    return join(folder, name);
  }
}
