import { EnvironmentError, type FlightlineError } from '@flightline/core/errors';
import { type Argv, type RunResult, describeEnding, succeeded } from '@flightline/core/process';
import type { HostContext, MachineSpec } from '../driver';
import { knownFailure, missingTool } from './failures';
import { overlayCommand } from './plan';

/** qemu-img answers in milliseconds; longer means a file system that hangs. */
const TIMEOUT_MS = 60_000;

/** Makes the file that takes the machine's writes. Raises IMAGE_DAMAGED, DISK_FULL, DRIVER_UNUSABLE or TOOL_FAILED. */
export async function makeOverlay(
  spec: MachineSpec,
  overlay: string,
  context: Pick<HostContext, 'runner' | 'signal'>,
): Promise<void> {
  const ask = async (argv: Argv) => {
    const result = await context.runner.run(argv, { signal: context.signal, timeout: TIMEOUT_MS });
    context.signal.throwIfAborted();
    if (!succeeded(result)) throw failure(spec, result);
    return result.stdout;
  };
  const bytes = virtualSize(await ask(infoCommand(spec)));
  await ask(overlayCommand(spec, overlay, bytes));
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
