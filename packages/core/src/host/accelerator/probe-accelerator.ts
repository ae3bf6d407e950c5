// Whether /dev/kvm exists, opens and even makes a virtual machine says nothing about whether a guest runs: inside
// other virtual machines all of that may succeed while every guest hangs. So the probe boots one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError, UserError } from '../../errors';
import { type Argv, type RunResult, type Runner, describeEnding } from '../../process';
import { PROBE_PASSED, PROBE_PORT, probeKernel } from './probe-kernel';
import { type Circumstances, type Remembered, recall, remember } from './remembered';

export const ACCELERATORS = ['kvm', 'tcg'] as const;

export type Accelerator = (typeof ACCELERATORS)[number];

/** The `-cpu` that goes with an accelerator, in the probe and in every machine. */
export const CPU_MODELS: Readonly<Record<Accelerator, string>> = { kvm: 'host', tcg: 'max' };

/** How /dev/kvm was found. `chosen`: nobody looked, because the user has decided. */
export type KvmState = 'works' | 'broken' | 'absent' | 'denied' | 'chosen';

export interface Acceleration {
  /** `tcg` is QEMU's emulation in software: it always works, at a tenth of the speed. */
  accelerator: Accelerator;
  state: KvmState;
  /** A whole sentence. */
  because: string;
  /** What would bring hardware acceleration, where something would. */
  fix?: string;
}

export interface ProbeOptions {
  runner: Runner;
  /** Keeps the verdict until the host boots again or its QEMU or processor changes. */
  cacheDir: string;
  signal: AbortSignal;
  /** FLIGHTLINE_ACCELERATOR=kvm or =tcg decides without a look at the host. */
  env: Readonly<Record<string, string | undefined>>;
  device?: string;
}

const QEMU = 'qemu-system-x86_64';

/** Time for one boot of the probe kernel, in ms; where KVM works it takes a tenth of that. */
const PROBE_DEADLINE_MS = 3000;

/** By the runner that was asked. */
const versions = new WeakMap<Runner, string>();

/** The version of QEMU on PATH, e.g. `7.2.22`; undefined when there is none. A runner that told is not asked again. */
export async function qemuVersion(
  runner: Runner,
  signal: AbortSignal,
): Promise<string | undefined> {
  const known = versions.get(runner);
  if (known !== undefined) return known;
  const { stdout, ending } = await runner.run([QEMU, '--version'], { signal, timeout: 10_000 });
  if (ending !== 'exited') return undefined;
  const version = /version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  versions.set(runner, version);
  return version;
}

/**
 * What executes guests on this host: `kvm` where it was seen to work with the CPU model that machines get, else
 * `tcg`. Raises OPTIONS_INVALID for a FLIGHTLINE_ACCELERATOR of another value, TOOL_MISSING without QEMU.
 */
export async function probeAccelerator(options: ProbeOptions): Promise<Acceleration> {
  const chosen = choice(options.env);
  if (chosen !== undefined) return chosen;
  const obstacle = await openingProblem(options.device ?? '/dev/kvm');
  if (obstacle !== undefined) return { accelerator: 'tcg', ...obstacle };

  const { works, because } = await verdict(options);
  if (works) return { accelerator: 'kvm', state: 'works', because };
  return {
    accelerator: 'tcg',
    state: 'broken',
    because,
    fix: 'If this host is a virtual machine, switch nested virtualisation on in the one below; else look at dmesg.',
  };
}

function choice(env: ProbeOptions['env']): Acceleration | undefined {
  const value = env['FLIGHTLINE_ACCELERATOR'];
  if (value === undefined || value === '') return undefined;
  const accelerator = ACCELERATORS.find((name) => name === value);
  if (accelerator === undefined) {
    throw new UserError(
      'OPTIONS_INVALID',
      `FLIGHTLINE_ACCELERATOR is '${value}', which is no accelerator.`,
      `Set it to one of ${ACCELERATORS.join(', ')}, or unset it to let Flightline find out.`,
    );
  }
  return { accelerator, state: 'chosen', because: `FLIGHTLINE_ACCELERATOR is '${value}'.` };
}

type Obstacle = Pick<Acceleration, 'state' | 'because' | 'fix'>;

/** Why a device file cannot be opened, by the error code of open(2). */
export function obstacleOf(device: string, code: string | undefined): Obstacle {
  const denied: Obstacle = {
    state: 'denied',
    because: `'${device}' exists but this user may not open it.`,
    fix: `Add yourself to its group (sudo usermod -aG kvm "$USER", then log in again), or on a CI host add a udev rule with KERNEL=="kvm", MODE="0666".`,
  };
  const absent: Obstacle = {
    state: 'absent',
    because: `There is no '${device}'.`,
    fix: 'Switch virtualisation on in the firmware (VT-x, AMD-V), or nested virtualisation if this is a virtual machine, and load kvm_intel or kvm_amd.',
  };
  const table: Readonly<Record<string, Obstacle>> = {
    EACCES: denied,
    EPERM: denied,
    ENOENT: absent,
    ENODEV: absent,
    ENXIO: absent,
  };
  return (
    table[code ?? ''] ?? {
      state: 'broken',
      because: `'${device}' exists but cannot be opened (${code ?? 'no error code'}).`,
    }
  );
}

async function openingProblem(device: string): Promise<Obstacle | undefined> {
  try {
    await (await open(device, 'r+')).close();
    return undefined;
  } catch (error) {
    return obstacleOf(device, (error as NodeJS.ErrnoException).code);
  }
}

async function verdict({ runner, cacheDir, signal }: ProbeOptions): Promise<Remembered> {
  const qemu = await qemuVersion(runner, signal);
  if (qemu === undefined) {
    throw new EnvironmentError(
      'TOOL_MISSING',
      `'${QEMU}' is not installed or not on PATH.`,
      'Install it with: sudo apt-get install qemu-system-x86 qemu-utils',
    );
  }
  const circumstances: Circumstances = { bootId: bootId(), qemu, cpu: cpus()[0]?.model ?? '' };
  const earlier = recall(cacheDir, circumstances);
  if (earlier !== undefined) return earlier;

  const fresh = await bootProbeKernel(runner, signal, 'kvm');
  signal.throwIfAborted();
  remember(cacheDir, circumstances, fresh);
  return fresh;
}

/** Linux gives each boot of the host an id; elsewhere there is no KVM to remember anything about. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** The command that boots the probe kernel with the CPU model that machines get. */
function probeCommand(accelerator: Accelerator, kernel: string): Argv {
  return [
    QEMU,
    ...['-accel', accelerator, '-cpu', CPU_MODELS[accelerator], '-machine', 'q35', '-m', '16'],
    // A triple fault would reset the machine and look like a hang.
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-device', `isa-debug-exit,iobase=${PROBE_PORT},iosize=1`, '-kernel', kernel],
  ];
}

/** Boots the probe kernel; twice if it hangs, so that a busy host does not lose its KVM until it boots again. */
async function bootProbeKernel(
  runner: Runner,
  signal: AbortSignal,
  accelerator: Accelerator,
): Promise<Remembered> {
  const folder = mkdtempSync(join(tmpdir(), 'flightline-probe-'));
  try {
    const kernel = join(folder, 'kernel');
    writeFileSync(kernel, probeKernel());
    const once = () =>
      runner.run(probeCommand(accelerator, kernel), {
        signal,
        timeout: PROBE_DEADLINE_MS,
        killGrace: 200,
      });
    const first = await once();
    return judge(first.ending === 'timeout' ? await once() : first, accelerator);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(result: RunResult, accelerator: Accelerator): Remembered {
  const setting = `-accel ${accelerator} -cpu ${CPU_MODELS[accelerator]}`;
  if (result.ending === 'exited' && result.exitCode === PROBE_PASSED) {
    return { works: true, because: `A guest came up in 64-bit mode with '${setting}'.` };
  }
  const said = result.stderr.split('\n').find((line) => line.includes('error')) ?? '';
  const how =
    result.ending === 'timeout'
      ? `hung for ${PROBE_DEADLINE_MS / 1000} s`
      : `failed: QEMU ${describeEnding(result)}${said === '' ? '' : ` (${said.trim()})`}`;
  return { works: false, because: `'/dev/kvm' opens, but a guest with '${setting}' ${how}.` };
}
