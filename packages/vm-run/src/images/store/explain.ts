import { EnvironmentError, FlightlineError } from '@flightline/core/errors';

const FULL = ['ENOSPC', 'EDQUOT'];
const CLOSED = ['EACCES', 'EPERM', 'EROFS'];

/** Turns what the file system says into an answer; anything else stays what it is. */
export function explainCacheError(error: unknown, cacheDir: string): unknown {
  if (error instanceof FlightlineError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const elsewhere = 'or set XDG_CACHE_HOME to a folder elsewhere';
  if (FULL.includes(code)) {
    return new EnvironmentError(
      'DISK_FULL',
      `There is no space left for images in '${cacheDir}'.`,
      `Free some space there, ${elsewhere}.`,
      { cause: error },
    );
  }
  if (CLOSED.includes(code)) {
    return new EnvironmentError(
      'CACHE_UNUSABLE',
      `Images cannot be kept in '${cacheDir}': ${message}.`,
      `Make the folder writable, ${elsewhere}.`,
      { cause: error },
    );
  }
  return error;
}
