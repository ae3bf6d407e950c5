/**
 * Ends what a lease names, whoever took it: the keeper, if it is not the caller, and the machine (TERM, then KILL after
 * 2000 ms), empties the machine's folder, finishes its evidence, if that still says `running`, as `aborted` with the
 * reason given, and removes both folders and last the lease. Nothing is removed outside the lease's own folders and staging folder, mounts are not entered, and no
 * process is signalled that is not the one that was written down. May be called twice, and by two processes at once:
 * each returns when the lease is gone. Raises an Error when something resists (a process that KILL does not end, a
 * mount, evidence on a full disk), or when the file is none that this could have been said of; the lease then stays.
 *
 * Evidence without a readable will is left as it is, with its staging folder.
 */
export function endLease(file: string, because: string): Promise<void>;

/** Ends the machine of a lease and empties both folders; keeper, evidence and lease stay. Raises as `endLease` does. */
export function clearLease(file: string): Promise<void>;

/**
 * Removes a folder of machines or of sockets that no lease tells of. Raises an Error when something is mounted in it.
 */
export function removeFolder(folder: string): void;
