import { EnvironmentError } from './errors';

/** What the operating system refused, in words with a way out. Everything else comes back as it is. */
export function explainSystemError(error: unknown): unknown {
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const place = dest ?? path;
  return new EnvironmentError(
    'DISK_FULL',
    place === undefined
      ? 'There is no space left on a disk.'
      : `There is no space left for '${place}'.`,
    "Make room ('df -h' shows which disk is full), or point XDG_CACHE_HOME to a larger one.",
    { cause: error },
  );
}
