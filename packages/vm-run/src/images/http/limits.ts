/** How long and how much a download may take. */
export interface Limits {
  /** Longest silence of a server, in ms. */
  idleMs: number;
  /** Attempts in a row that bring no byte. */
  attempts: number;
  /** The first pause between two attempts in ms; each further one is twice as long, up to `longestPauseMs`. */
  pauseMs: number;
  longestPauseMs: number;
  /** A disk larger than this is not unpacked: a few bytes can be made to unpack to any size. */
  diskBytes: number;
}

export const LIMITS: Limits = {
  idleMs: 60_000,
  attempts: 6,
  pauseMs: 1000,
  longestPauseMs: 30_000,
  diskBytes: 64 * 1024 ** 3,
};
