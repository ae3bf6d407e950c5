/**
 * Writes aside and renames: a reader sees the old file or the new one, never half of one. Raises what the file system
 * says; the old file then stands.
 */
export function replaceFile(path: string, content: string | Uint8Array): void;
