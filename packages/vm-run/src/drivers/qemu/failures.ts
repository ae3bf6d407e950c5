import { EnvironmentError } from '@flightline/core/errors';
import { UEFI_INSTALL } from '@flightline/core/host';
import type { Image } from '../../images';
import { lockCommand } from '../../images/lock-file';
import type { MachineSpec } from '../driver';
import { QEMU } from './plan';

export const INSTALL = 'sudo apt-get install qemu-system-x86 qemu-utils openssh-client';

type Failure = (spec: MachineSpec, said: string) => EnvironmentError;

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

const full: Failure = ({ box }, said) =>
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

/** What qemu-img and QEMU say, and what it means. */
const FAILURES: readonly (readonly [said: RegExp, failure: Failure])[] = [
  [/No space left on device|Disk quota exceeded/, full],
  [/is not in \w+ format|Could not read|Image is corrupt|L1 table|refcount/i, damaged],
  [/backing file.*No such file|Could not open '.*': No such file/i, damaged],
  [/annot allocate memory|cannot set up guest memory/, memory],
];

/** The error for something a QEMU tool said before the guest ran; undefined when it is none of the known. */
export function knownFailure(spec: MachineSpec, said: string): EnvironmentError | undefined {
  const failure = FAILURES.find(([pattern]) => pattern.test(said))?.[1];
  return failure?.(spec, said.trim());
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

/** A boot that did not end well, with what the console showed last. */
export function bootFailed(
  { box, consoleLog }: MachineSpec,
  because: string,
  lastLines: readonly string[],
): EnvironmentError {
  const shown = lastLines.map((message) => ({ message }));
  return new EnvironmentError(
    'BOOT_FAILED',
    `'${box}' did not come up: ${because}.${shown.length === 0 ? ' Its console stayed empty.' : ' Its console said last:'}`,
    `Read '${consoleLog}'.`,
    { problems: shown },
  );
}
