import { EnvironmentError } from '@flightline/core/errors';

/** GNU tar says only how much it wrote when a part of a block still fitted. */
const NO_SPACE = /No space left on device|Disk quota exceeded|Wrote only \d+ of \d+ bytes/;

/** The error for what a program of the guest said, in the C locale, about `path` there; undefined when it has room. */
export function guestDiskFull(path: string, said: string): EnvironmentError | undefined {
  if (!NO_SPACE.test(said)) return undefined;
  return new EnvironmentError(
    'DISK_FULL',
    `There is no space left in the guest for '${path}': ${said.trim().slice(-500)}`,
    "Give the box a larger 'disk'.",
  );
}
