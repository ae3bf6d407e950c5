/** Takes the room in a staging folder. */
export function takeReserve(staging: string): void;

/**
 * Writes a file into the room that was taken for it, or into new room where there is none, and renames it into its
 * place, which is on the same disk: a reader sees the old file or the new one. A full disk is no obstacle to the first
 * 128 KiB, once.
 */
export function writeReserved(
  staging: string,
  name: 'result' | 'junit',
  path: string,
  text: string,
): void;
