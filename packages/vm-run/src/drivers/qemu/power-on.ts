// What every start of a machine shares: its process, its console, and the patience with both.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Acceleration } from '@flightline/core/host';
import { FlightlineError } from '@flightline/core/errors';
import { redactionFor } from '@flightline/core/redaction';
import type { DriverContext, MachineSpec } from '../driver';
import { Console } from './console';
import { bootFailed, endOf, knownFailure, missingTool } from './failures';
import type { Leftovers } from './leftovers';
import { FILES, type Places, machineCommand } from './plan';
import { QemuProcess } from './process';

/** A console line is passed on as progress at most this often, in ms. */
const PROGRESS_MS = 1000;

/** What a machine is started from. */
export interface Ground {
  readonly spec: MachineSpec;
  readonly context: DriverContext;
  readonly acceleration: Acceleration;
}

/** A machine whose QEMU runs, on its way to its first command. */
export interface Rising {
  readonly ground: Ground;
  readonly places: Places;
  readonly qemu: QemuProcess;
  readonly console: Console;
  /** Host port that leads to the guest's sshd. */
  readonly port: number;
  /** Fires at the end of the patience with it. */
  readonly signal: AbortSignal;
  /** It takes commands: its silence means nothing any more, and nobody counts its time. */
  cameUp(): void;
  /** The work's result, unless the machine ends or says that it will not come up; then the work is stopped. */
  beforeItDies<T>(work: Promise<T>): Promise<T>;
}

/**
 * Starts QEMU and hands it to `rise`, whose end is the end of the start. What is in `leftovers` ends the machine.
 * Raises BOOT_BROKEN, BOOT_FAILED, DRIVER_UNUSABLE, DISK_FULL, IMAGE_DAMAGED, or the signal's reason.
 */
export async function powerOn<T>(
  ground: Ground,
  places: Places,
  leftovers: Leftovers,
  rise: (machine: Rising) => Promise<T>,
  before?: Buffer<ArrayBuffer>,
): Promise<T> {
  const { spec, context, acceleration } = ground;
  const { signal } = context;
  mkdirSync(dirname(spec.consoleLog), { recursive: true });
  const console = await Console.open({
    socket: join(places.runtime, FILES.console),
    log: spec.consoleLog,
    bootTimeout: spec.bootTimeout,
    redaction: context.redaction ?? redactionFor(context.env),
    onLine: throttled((detail) => context.onProgress(detail)),
    ...(before === undefined ? {} : { before }),
  });
  leftovers.add(() => console.stop());
  const argv = machineCommand(spec, places, acceleration.accelerator);
  const qemu = await QemuProcess.start(context.lease, argv, join(places.runtime, FILES.qmp));
  leftovers.add(() => qemu.stop());
  const deadline = new Deadline(spec.bootTimeout, signal);
  leftovers.add(() => deadline.end());
  try {
    const connecting = qemu.connect(deadline.signal);
    const port = await beforeItDies(qemu, deadline, connecting);
    return await rise({
      ...{ ground, places, qemu, console, port, signal: deadline.signal },
      cameUp: () => {
        deadline.rest();
        console.cameUp();
      },
      beforeItDies: (work) => beforeItDies(qemu, deadline, work, console.fatal),
    });
  } catch (error) {
    throw await explain(error, { spec, qemu, console, deadline, signal });
  } finally {
    deadline.end();
  }
}

/** Open in QEMU and without a name: whatever happens to us, the space comes back when QEMU ends. */
export function unlinkWritten({ overlay, uefi }: Places): void {
  for (const file of uefi === undefined ? [overlay] : [overlay, uefi.vars]) rmSync(file);
}

/** Waits for the rest of the console when the machine is gone. */
export async function allHeard(qemu: QemuProcess, console: Console): Promise<void> {
  const exit = await Promise.race([qemu.exited, Promise.resolve(undefined)]);
  if (exit !== undefined) await console.drain();
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

  /** From now on there is none but the caller's. */
  rest(): void {
    clearTimeout(this.timer);
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
  // Nobody else can tell afterwards what a guest did that says nothing.
  const processor = exit === undefined ? await qemu.processor().catch(() => undefined) : undefined;
  // A guest that panics ends its machine: the line on the console tells more than that end.
  await allHeard(qemu, console);
  const { finding } = console;
  const end = finding === undefined && cause instanceof Ended ? because : '';
  return (
    knownFailure(spec, `${qemu.stderr} ${end}`) ??
    bootFailed(spec, finding ?? endOf(because.replace(/\.$/, ''), console.hints), {
      processor,
      lastLines: console.lastLines,
    })
  );
}
