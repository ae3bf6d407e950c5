import type { ModeName } from './mutation';
import type { Access } from './remote-cache';

/** A way in which a workspace may be used while its cache has to tell the truth. */
export interface Mode {
  readonly name: ModeName;
  readonly says: string;
  readonly checkout: 'here' | 'there';
  /** Added to the words of nx. */
  readonly words: readonly string[];
  readonly daemon: boolean;
  /** The home folder, and with it Nx's local cache: one that knows the base state, or an empty one each time. */
  readonly home: 'knowing' | 'empty';
  readonly remote?: Access;
}

const PLAIN = { checkout: 'here', words: [], daemon: false, home: 'knowing' } as const;

/** All modes, in the order in which they are tried. */
export const MODES: readonly Mode[] = [
  { ...PLAIN, name: 'plain', says: 'without daemon, where the boxes ran first' },
  {
    ...PLAIN,
    name: 'alone',
    says: 'with --exclude-task-dependencies: nothing is built first',
    words: ['--exclude-task-dependencies'],
  },
  {
    ...PLAIN,
    name: 'clone',
    says: 'in a fresh clone at another path that shares the local cache',
    checkout: 'there',
  },
  {
    ...PLAIN,
    name: 'remote',
    says: 'in a fresh clone with an empty local cache, through a remote cache',
    checkout: 'there',
    home: 'empty',
    remote: 'read',
  },
  { ...PLAIN, name: 'daemon', says: 'with the daemon of Nx', daemon: true },
];
