import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type Acceleration,
  CPU_MODELS,
  type UefiFirmware,
  probeAccelerator,
  uefiFirmware,
} from '@flightline/core/host';
import { FlightlineError } from '@flightline/core/errors';
import type { Entry } from '@flightline/core/leases';
import {
  type Channel,
  type SshSettings,
  interactiveCommand,
  openSshChannel,
  remoteCommand,
} from '../../channels';
import type { DriverContext, Machine, MachineSpec } from '../driver';
import { awaitCloudInit, writeSeed } from './cloud-init';
import { Console } from './console';
import {
  bootFailed,
  endOf,
  endedWith,
  knownFailure,
  missingFirmware,
  missingTool,
} from './failures';
import { makeKeys } from './identity';
import { Leftovers } from './leftovers';
import { makeOverlay } from './overlay';
import { FILES, type Places, machineCommand } from './plan';
import { QemuProcess } from './process';

/** A console line is passed on as progress at most this often, in ms. */
const PROGRESS_MS = 1000;

export async function boot(spec: MachineSpec, context: DriverContext): Promise<Machine> {
  const leftovers = new Leftovers();
  try {
    return await bootLeaving(leftovers, spec, context);
  } catch (error) {
    // The first cause is the one to tell.
    await leftovers.clear().catch(() => undefined);
    throw error;
  }
}

async function bootLeaving(
  leftovers: Leftovers,
  spec: MachineSpec,
  context: DriverContext,
): Promise<Machine> {
  const { runner, signal } = context;
  signal.throwIfAborted();
  const acceleration = await probeAccelerator(context);
  const places = makePlaces(spec, context);
  const [keys] = await Promise.all([
    makeKeys(places.runtime, context),
    makeOverlay(spec, places.overlay, context),
  ]);
  writeSeed(spec, places.runtime);

  const console = await Console.open({
    socket: join(places.runtime, FILES.console),
    log: spec.consoleLog,
    bootTimeout: spec.bootTimeout,
    onLine: throttled((detail) => context.onProgress(detail)),
  });
  leftovers.add(() => console.stop());
  const argv = machineCommand(spec, places, acceleration.accelerator);
  const qemu = await QemuProcess.start(context.lease, argv, join(places.runtime, FILES.qmp));
  leftovers.add(() => qemu.stop());
  const deadline = new Deadline(spec.bootTimeout, signal);
  leftovers.add(() => deadline.end());
  try {
    const port = await beforeItDies(qemu, deadline, qemu.connect(deadline.signal));
    console.alsoHears(() => qemu.diskRequests());
    // Open in QEMU and without a name: whatever happens to us, the space comes back when QEMU ends.
    for (const file of written(places)) rmSync(file);
    const settings: SshSettings = {
      ...{ host: '127.0.0.1', port, user: spec.user, runtimeDir: places.runtime },
      ...keys,
    };
    const opening = openSshChannel({ runner, signal: deadline.signal, ...settings });
    void opening.then(
      (channel) => leftovers.add(() => channel.close()),
      () => undefined,
    );
    const channel = await beforeItDies(qemu, deadline, opening, console.fatal);
    const settled = awaitCloudInit(spec, channel, deadline.signal);
    await beforeItDies(qemu, deadline, settled, console.fatal);
    console.cameUp();
    return machine({ spec, acceleration, channel, qemu, console, settings, leftovers });
  } catch (error) {
    throw await explain(error, { spec, qemu, console, deadline, signal });
  } finally {
    deadline.end();
  }
}

/** Where the files of the machine stand; its lease takes them away. */
function makePlaces(spec: MachineSpec, { lease }: DriverContext): Places {
  mkdirSync(dirname(spec.consoleLog), { recursive: true });
  const { folder, runtime } = lease;
  return { runtime, overlay: join(folder, 'disk.qcow2'), ...firmwareIn(folder, spec) };
}

/** The files of a machine that take what it writes. */
const written = ({ overlay, uefi }: Places) =>
  uefi === undefined ? [overlay] : [overlay, uefi.vars];

/** Raises DRIVER_UNUSABLE when the machine needs a firmware that this host does not have. */
function firmwareIn(folder: string, spec: MachineSpec): { uefi?: UefiFirmware } {
  if (spec.firmware === 'bios') return {};
  const found = uefiFirmware();
  if (found === undefined) throw missingFirmware(spec);
  const vars = join(folder, 'uefi-vars');
  copyFileSync(found.vars, vars);
  return { uefi: { code: found.code, vars } };
}

function throttled(onProgress: (detail: string) => void): (line: string) => void {
  let last = 0;
  return (line) => {
    if (Date.now() - last < PROGRESS_MS) return;
    last = Date.now();
    onProgress(line.slice(0, 120));
  };
}

/** The end of the patience with a boot: its time limit or the caller's signal. */
class Deadline {
  readonly signal: AbortSignal;
  private readonly own = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number, outer: AbortSignal) {
    this.timer = setTimeout(
      () => this.own.abort(new Ended(`it was not ready after ${ms / 1000} s`)),
      ms,
    );
    this.signal = AbortSignal.any([this.own.signal, outer]);
  }

  /** Stops what still works on the boot. */
  end(reason: unknown = new Ended('it was given up')): void {
    clearTimeout(this.timer);
    this.own.abort(reason);
  }
}

/** Why a boot cannot go on; the second half of a sentence. */
class Ended extends Error {}

/** The work's result, unless the machine ends or says that it will not come up; then the work is stopped. */
async function beforeItDies<T>(
  qemu: QemuProcess,
  deadline: Deadline,
  work: Promise<T>,
  fatal: Promise<string> = new Promise(() => undefined),
): Promise<T> {
  const end = (reason: string): never => {
    const ended = new Ended(reason);
    deadline.end(ended);
    throw ended;
  };
  try {
    return await Promise.race([
      work,
      qemu.died.then((reason) => end(`the machine ended. ${reason.replace(/\.$/, '')}`)),
      fatal.then(end),
    ]);
  } catch (error) {
    // The work has been told to end; what it leaves is known only when it has.
    await work.catch(() => undefined);
    throw error;
  }
}

interface Failed {
  spec: MachineSpec;
  qemu: QemuProcess;
  console: Console;
  deadline: Deadline;
  signal: AbortSignal;
}

/** The error that names the cause: the caller's wish, QEMU's complaint, or what the guest showed. */
async function explain(error: unknown, failed: Failed): Promise<unknown> {
  const { spec, qemu, console, deadline, signal } = failed;
  if (signal.aborted) return signal.reason;
  if (error instanceof FlightlineError) return error;
  const exit = await Promise.race([qemu.exited, Promise.resolve(undefined)]);
  if (exit?.ending === 'missing') return missingTool();

  // What gave up because of the deadline says so in words of its own.
  const cause: unknown = deadline.signal.aborted ? deadline.signal.reason : error;
  const because = cause instanceof Error ? cause.message : String(cause);
  // A guest that panics ends its machine: the line on the console tells more than that end.
  await allHeard(qemu, console);
  const { finding } = console;
  const end = finding === undefined && cause instanceof Ended ? because : '';
  return (
    knownFailure(spec, `${qemu.stderr} ${end}`) ??
    bootFailed(spec, finding ?? endOf(because.replace(/\.$/, ''), console.hints), console.lastLines)
  );
}

/** Waits for the rest of the console when the machine is gone. */
async function allHeard(qemu: QemuProcess, console: Console): Promise<void> {
  const exit = await Promise.race([qemu.exited, Promise.resolve(undefined)]);
  if (exit !== undefined) await console.drain();
}

interface Parts {
  spec: MachineSpec;
  acceleration: Acceleration;
  channel: Channel;
  qemu: QemuProcess;
  console: Console;
  settings: SshSettings;
  leftovers: Leftovers;
}

function machine({ acceleration, channel, qemu, console, ...parts }: Parts): Machine {
  const { spec, settings, leftovers } = parts;
  const { accelerator, because } = acceleration;
  return {
    accelerator,
    channel,
    died: qemu.died.then(async (reason) => {
      await allHeard(qemu, console);
      return endedWith(spec, reason, console.trouble);
    }),
    trouble: () => console.trouble,
    describe: () => ({
      driver: 'qemu',
      accelerator: `${accelerator} (-cpu ${CPU_MODELS[accelerator]}). ${because}`,
      pid: String(qemu.pid),
      port: String(settings.port),
      ssh: interactiveCommand(settings).join(' '),
    }),
    entry: entryOf(settings),
    letGo: async () => {
      qemu.letGo();
      await console.stop();
      await channel.close();
    },
    destroy: () => leftovers.clear(),
  };
}

const entryOf = (settings: SshSettings): Entry => ({
  shell: interactiveCommand(settings),
  command: remoteCommand(settings),
});
