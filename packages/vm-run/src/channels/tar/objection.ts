import { EnvironmentError } from '@flightline/core/errors';

const OBJECTIONS: Readonly<Record<string, string>> = {
  EEXIST: 'Something of that name came before.',
  EISDIR: 'A folder of that name came before.',
  ENOTDIR: 'A part of its path is no folder.',
  ENAMETOOLONG: 'Its path is too long for this host.',
  EINVAL: 'Its name is not possible on this host.',
  EILSEQ: 'Its name is not possible on this host.',
};

/**
 * What this host's file system objects to, as a sentence; undefined when the act went well. A full disk is no matter
 * of one file: raises DISK_FULL.
 */
export async function objectionTo(
  root: string,
  act: () => Promise<unknown>,
): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(root, error);
    const objection = code === undefined ? undefined : OBJECTIONS[code];
    if (objection === undefined) throw error;
    return objection;
  }
}

function diskFull(root: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(
    'DISK_FULL',
    `There is no space left for files of the guest in '${root}'.`,
    'Free some space there, or let fewer files come home.',
    { cause },
  );
}
