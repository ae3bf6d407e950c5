import { EnvironmentError, type FlightlineError, UserError } from '@flightline/core/errors';
import { UEFI_INSTALL } from '@flightline/core/host';
import type { Image } from '../../images';
import { lockCommand } from '../../images/lock-file';
import type { MachineSpec } from '../driver';
import { machineLost } from '../machine-lost';
import type { Finding } from './boot-watch';
import { QEMU } from './plan';

export const INSTALL = 'sudo apt-get install qemu-system-x86 qemu-utils openssh-client';

type Failure<E = FlightlineError> = (spec: MachineSpec, said: string) => E;

const damaged: Failure = ({ box, image }, said) =>
  new EnvironmentError(
    'IMAGE_DAMAGED',
    `The disk '${image.disk}' of image '${image.uri}' cannot be used: ${said}`,
    isOwn(image)
      ? `Put a sound copy there; if it is another disk, record it with: ${lockCommand(box)}`
      : `Delete '${image.disk}'; the next run makes it again.`,
  );

/** The disk stands where its user put it, and nobody makes it again. */
const isOwn = ({ uri }: Image) => uri.startsWith('file:');

const full: Failure<EnvironmentError> = ({ box }, said) =>
  new EnvironmentError(
    'DISK_FULL',
    `There is no space left for the disk of '${box}': ${said}`,
    'Free some space where the cache stands ($XDG_CACHE_HOME, ~/.cache), or point XDG_CACHE_HOME elsewhere.',
  );

const memory: Failure = ({ box, memory: size }, said) =>
  new EnvironmentError(
    'BOOT_FAILED',
    `This host has no ${size} MiB of memory for '${box}': ${said}`,
    "Give the box less 'memory', or run fewer boxes at once.",
  );

const initrd: Failure = ({ box, memory: size }, said) =>
  new UserError(
    'BOOT_BROKEN',
    `'${box}' cannot start: its initramfs does not fit into ${size} MiB of memory: ${said}`,
    "Give the box more 'memory'.",
  );

const NO_SPACE = /No space left on device|Disk quota exceeded/;

/** What qemu-img and QEMU say, and what it means. */
const FAILURES: readonly (readonly [said: RegExp, failure: Failure])[] = [
  [NO_SPACE, full],
  [/is not in \w+ format|Could not read|Image is corrupt|L1 table|refcount/i, damaged],
  [/backing file.*No such file|Could not open '.*': No such file/i, damaged],
  [/annot allocate memory|cannot set up guest memory/, memory],
  [/initrd is too large/, initrd],
];

/** The error for something a QEMU tool said before the guest ran; undefined when it is none of the known. */
export function knownFailure(spec: MachineSpec, said: string): FlightlineError | undefined {
  const failure = FAILURES.find(([pattern]) => pattern.test(said))?.[1];
  return failure?.(spec, said.trim());
}

/** Why a machine that was up ended: the reason (process.ts), and what the console of its guest said about it. */
export function endedWith(
  spec: MachineSpec,
  because: string,
  trouble: readonly string[],
): EnvironmentError {
  if (NO_SPACE.test(because)) return full(spec, because);
  const said = trouble.length === 0 ? '' : ` Its console says: ${trouble.join('; before that, ')}.`;
  return machineLost(spec, because + said);
}

export function missingTool(name: string = QEMU): EnvironmentError {
  return new EnvironmentError(
    'DRIVER_UNUSABLE',
    `'${name}' is not installed or not on PATH, and the driver 'qemu' needs it.`,
    `Install it with: ${INSTALL}`,
  );
}

export function missingFirmware({ box }: MachineSpec): EnvironmentError {
  return new EnvironmentError(
    'DRIVER_UNUSABLE',
    `'${box}' has the firmware 'uefi', and there is no OVMF on this host.`,
    `Install it. ${UEFI_INSTALL}`,
  );
}

/** Ends of a machine (process.ts) that its guest brought about; every other one is the host's. */
const OWN_END = /The guest (?:reset|switched) itself|The guest's kernel panicked/;

/** Why a boot ended of which the console does not say it. */
export function endOf(because: string, hints: readonly string[]): Finding {
  const code = OWN_END.test(because) ? 'BOOT_BROKEN' : 'BOOT_FAILED';
  return { because: [because, ...hints].join('; '), code };
}

/** A boot that did not end well, with what the machine showed last. */
export function bootFailed(
  { box, consoleLog }: MachineSpec,
  { because, code }: Finding,
  { lastLines, processor }: { lastLines: readonly string[]; processor?: string | undefined },
): FlightlineError {
  const problems = lastLines.map((message) => ({ message }));
  const was = processor === undefined ? '' : ` Its processor was ${processor}.`;
  const said = problems.length === 0 ? 'Its console stayed empty.' : 'Its console said last:';
  const message = `'${box}' did not come up: ${because}.${was} ${said}`;
  const hint = `Read '${consoleLog}'.`;
  return code === 'BOOT_BROKEN'
    ? new UserError(code, message, hint, { problems })
    : new EnvironmentError(code, message, hint, { problems });
}
