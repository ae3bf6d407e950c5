/** Writes this process into a runtime folder as the one that holds it. Raises what the file system says. */
export function signRuntime(runtime: string): void;

/** Ties a runtime folder to its lease file. */
export function linkRuntime(runtime: string, file: string): void;

/**
 * Whether a runtime folder has been left behind: its holder and its lease are both gone, or it is empty and no longer
 * new. False where that cannot be told: a holder in another container, a folder without one.
 */
export function isForsaken(runtime: string, isOld: boolean): boolean;
