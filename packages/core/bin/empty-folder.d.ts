/**
 * Removes a file, a link (which is not followed) or a folder of any depth; nothing when nothing stands there. Raises an
 * Error when something is mounted in it, after all else is gone.
 */
export function removeAll(path: string): void;
