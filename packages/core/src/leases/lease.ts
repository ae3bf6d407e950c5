import type { PendingEvidence } from '../evidence';
import type { Argv, Life } from '../process';

/** Why a machine is there: to run a box once, or for a person who looks into it. */
export type Purpose = 'run' | 'debug';

/** How to get into a machine from its host, for whoever finds the lease. */
export interface Entry {
  /** Opens an interactive shell in the guest. */
  shell: Argv;
  /** Runs a shell line of the guest, which is put behind these words as one more; ends with its exit code. */
  command: Argv;
}

/** `<cache>/machines/<id>/lease.json`: who owns a machine, and until when. All paths are absolute. */
export interface Lease {
  schemaVersion: 1;
  /** Name of the lease's folder. */
  id: string;
  box: string;
  purpose: Purpose;
  workspace: string;
  /** User id of the owner. */
  uid: number;
  /** ISO 8601, UTC. */
  takenAt: string;
  /**
   * When the keeper ends the machine, whatever its owner does; ISO 8601, UTC, by the clock of the host as it was then.
   * The keeper counts by one that stands still while the host sleeps, so it may be later.
   */
  deadline: string;
  /** The executor that took the lease; null once it left the machine to the keeper. */
  owner: Life | null;
  keeper: Life | null;
  /** The process that is the machine. */
  machine: Life | null;
  /** Short private folder (0700) of sockets and keys; it goes with the lease. */
  runtime: string;
  evidence: PendingEvidence | null;
  entry: Entry | null;
}
