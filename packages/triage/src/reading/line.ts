/** A line as a reader sees it, or a part of one: parts of the same line have the same number. */
export interface LogLine {
  /** Counted from 1. */
  number: number;
  /** Where it begins, in bytes of the file; of a compressed one, in bytes of what was compressed. */
  offset: number;
  /** Printable, without its line end. */
  text: string;
}

/** What is done with lines. */
export interface LineSink {
  /** True when it wants every line from here on, and not those alone that hold something. */
  readonly isAttentive: boolean;
  /** `above` tells up to `count` lines that stand right above it, the nearest last, fewer where the log begins. */
  push(line: LogLine, above: (count: number) => readonly LogLine[]): void;
}

/** A longer line comes in parts, so that memory stays constant whatever a guest prints. */
export const MAX_PART = 64 * 1024;
/** What two parts of a line share, so that what stands on their edge is seen whole. */
export const PART_OVERLAP = 4 * 1024;
/** Lines that can be asked for above another one. */
export const MAX_ABOVE = 50;
