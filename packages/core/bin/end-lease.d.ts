/**
 * Ends what a lease names, whoever took it: the keeper, if it is not the caller, and the machine (TERM, then KILL after
 * 2000 ms), then its evidence, if that still says `running`, as `aborted` with the reason given, then both folders and
 * last the lease. Nothing is removed outside the lease's own folders and staging folder, mounts are not entered, and no
 * process is signalled that is not the one that was written down. May be called twice, and by two processes at once.
 */
export function endLease(file: string, because: string): Promise<void>;
