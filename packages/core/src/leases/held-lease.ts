import type { PendingEvidence } from '../evidence';
import type { Argv, ProcessHandle } from '../process';
import type { Entry, Lease } from './lease';

/** A lease in the hands of the process that took it. Its keeper ends everything when that process dies. */
export interface HeldLease {
  readonly id: string;
  /** Folder for what is large (the overlay), on the disk of the cache. It goes with the lease. */
  readonly folder: string;
  /** Short private folder (0700) for sockets and keys. It goes with the lease. */
  readonly runtime: string;
  /**
   * Starts the machine as a child of the keeper, with `runtime` as its working folder; one at a time. The handle's
   * streams are the machine's, its `stop` is TERM, then KILL after `killGrace` ms (default 5000). A command that does
   * not exist ends as `missing`. Raises KEEPER_LOST when there is no keeper any more.
   */
  start(argv: Argv, options?: { killGrace?: number }): Promise<ProcessHandle>;
  /** False once its keeper is lost: there is no machine any more, and none can be started. */
  isKept(): boolean;
  /**
   * Has the keeper and each machine that it starts from now on hold this name among the abstract sockets, zero byte
   * included. It is free when it was cleared and when both have ended, however they ended.
   */
  hold(name: string): Promise<void>;
  /** Puts the end of the lease off, or nearer. */
  renew(deadline: Date): Promise<void>;
  /** From now on whoever ends the lease also finishes this evidence, if it still says `running`. */
  answerFor(evidence: PendingEvidence): Promise<void>;
  /** Ends the machine, if there is one, gives back its share, and empties both folders; the lease itself stays. May be called twice. */
  clear(): Promise<void>;
  /** Leaves the machine to the keeper until `deadline`; the caller may end now and nothing happens to it. */
  leave(deadline: Date, entry: Entry): Promise<Lease>;
  /**
   * Ends the machine, removes all that the lease names and the lease, and lets the keeper go. Works without a keeper,
   * too. Evidence that still says `running` is finished as `aborted`. May be called twice.
   */
  end(): Promise<void>;
}
