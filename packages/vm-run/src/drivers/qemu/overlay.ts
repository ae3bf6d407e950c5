import { EnvironmentError, type FlightlineError } from '@flightline/core/errors';
import { type Argv, type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import type { HostContext, MachineSpec } from '../driver';
import { knownFailure, missingTool } from './failures';
import { cloneOverlayCommand, overlayCommand } from './plan';

/** qemu-img answers in milliseconds; longer means a file system that hangs. */
const TIMEOUT_MS = 60_000;

/** Makes the file that takes the machine's writes. Raises IMAGE_DAMAGED, DISK_FULL, DRIVER_UNUSABLE or TOOL_FAILED. */
export async function makeOverlay(
  spec: MachineSpec,
  overlay: string,
  context: Pick<HostContext, 'runner' | 'signal'>,
): Promise<void> {
  const bytes = virtualSize(await ask(spec, infoCommand(spec), context));
  await ask(spec, overlayCommand(spec, overlay, bytes), context);
}

/** The same for a clone. Raises the same. */
export async function makeCloneOverlay(
  spec: MachineSpec,
  disk: string,
  overlay: string,
  context: Pick<HostContext, 'runner' | 'signal'>,
): Promise<void> {
  await ask(spec, cloneOverlayCommand(disk, overlay), context);
}

async function ask(
  spec: MachineSpec,
  argv: Argv,
  { runner, signal }: Pick<HostContext, 'runner' | 'signal'>,
): Promise<string> {
  const result = await runner.run(argv, { signal, timeout: TIMEOUT_MS });
  signal.throwIfAborted();
  if (!succeeded(result)) throw failure(spec, result);
  return result.stdout;
}

const infoCommand = ({ image }: MachineSpec): Argv => [
  ...(['qemu-img', 'info', '--output=json'] as const),
  ...['-f', image.format, image.disk],
];

function virtualSize(info: string): number {
  return (JSON.parse(info) as { 'virtual-size': number })['virtual-size'];
}

function failure(spec: MachineSpec, result: RunResult): FlightlineError {
  if (result.ending === 'missing') return missingTool('qemu-img');
  return (
    knownFailure(spec, result.stderr) ??
    new EnvironmentError(
      'TOOL_FAILED',
      `'qemu-img' ${describeEnding(result)} for '${spec.box}': ${result.stderr.trim()}`,
      `Try it by hand: ${result.argv.join(' ')}`,
    )
  );
}
