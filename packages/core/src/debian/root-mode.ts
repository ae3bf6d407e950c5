import { type Argv, userId } from '../process';
import type { RootMode } from './plan';

/** How this process can make files of other owners. */
export function rootMode(uid = userId()): RootMode {
  return uid === 0 ? 'root' : 'unshare';
}

/** The command with the same eyes mmdebstrap had: it may read and delete all of a tree made in this mode. */
export function asRoot(mode: RootMode, argv: Argv): Argv {
  return mode === 'root' ? argv : ['mmdebstrap', '--unshare-helper', ...argv];
}
