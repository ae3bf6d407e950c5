import { printable } from '@flightline/core/events';
import type { Automaton } from '../matching/automaton';
import { type LineSink, type LogLine, MAX_ABOVE, MAX_PART, PART_OVERLAP } from './line';

const LF = 10;
const CR = 13;

/** Bytes that stay for those who ask what stood above a line. */
const HISTORY = 64 * 1024;

/**
 * Cuts bytes of UTF-8 into lines. Where the sink wants lines that hold something only, all others are passed over
 * without being decoded; they can still be asked for as what stands above a line.
 */
export class ByteLines {
  private buffer: Buffer = Buffer.alloc(0);
  /** Of the buffer's first byte in the file. */
  private base: number;
  /** Of the first byte of the buffer that has not been dealt with; a line begins there, or a part of one. */
  private at = 0;
  private number = 1;

  constructor(
    private readonly sink: LineSink,
    private readonly search: Automaton['search'] | undefined,
    /** Where the text begins in the file. */
    start: number,
  ) {
    this.base = start;
  }

  push(chunk: Buffer): void {
    const kept = Math.max(0, this.at - HISTORY);
    this.buffer = Buffer.concat([this.buffer.subarray(kept), chunk]);
    this.base += kept;
    this.at -= kept;
    this.read();
    while (this.buffer.length - this.at > MAX_PART + PART_OVERLAP) this.handOnPart();
  }

  end(): void {
    if (this.at < this.buffer.length) this.handOn(this.buffer.length);
  }

  private read(): void {
    while (this.at < this.buffer.length) {
      if (!this.skip()) return;
      const end = this.buffer.indexOf(LF, this.at);
      if (end === -1) return;
      this.handOn(end);
      this.at = end + 1;
      this.number += 1;
    }
  }

  /** Goes to the next line worth reading; false when there is none in what has come so far. */
  private skip(): boolean {
    if (this.search === undefined || this.sink.isAttentive) return true;
    const { lines, lineStart, hit } = this.search(this.buffer, this.at, this.buffer.length);
    this.number += lines;
    this.at = lineStart;
    return hit;
  }

  private handOn(end: number): void {
    this.segments(this.at, end, this.number, (line) =>
      this.sink.push(line, (count) => this.above(line, count)),
    );
  }

  private handOnPart(): void {
    const end = this.onCharacter(this.at + MAX_PART);
    this.handOn(end);
    this.at = this.onCharacter(end - PART_OVERLAP);
  }

  /** The states of a line that carriage returns overwrote, each as a line of the same number. */
  private segments(
    from: number,
    end: number,
    number: number,
    onLine: (line: LogLine) => void,
  ): void {
    let start = from;
    let isSilent = true;
    for (let at = from; at <= end; at += 1) {
      if (at < end && this.buffer[at] !== CR) continue;
      if (at > start || (at === end && isSilent)) {
        const text = printable(this.buffer.toString('utf8', start, at));
        onLine({ number, offset: this.base + (at > start ? start : from), text });
        isSilent = false;
      }
      start = at + 1;
    }
  }

  /** Reads backwards from a line; what has left the buffer is gone. */
  private above({ offset, number }: LogLine, count: number): readonly LogLine[] {
    const lines: LogLine[] = [];
    let end = offset - this.base;
    // Earlier states of the same line.
    const start = end === 0 ? 0 : this.buffer.lastIndexOf(LF, end - 1) + 1;
    if (start < end) this.segments(start, end - 1, number, (line) => lines.push(line));
    end = start - 1;
    for (let back = 1; back <= Math.min(count, MAX_ABOVE) && end >= 0; back += 1) {
      const from = end === 0 ? 0 : this.buffer.lastIndexOf(LF, end - 1) + 1;
      // It may have begun before the buffer does.
      if (from === 0 && number - back > 1) break;
      const own: LogLine[] = [];
      this.segments(from, end, number - back, (line) => own.push(line));
      lines.unshift(...own);
      end = from - 1;
    }
    return lines.slice(-count);
  }

  /** The nearest place at or before this one where a character of UTF-8 begins. */
  private onCharacter(at: number): number {
    for (let back = 0; back < 4; back += 1)
      if (((this.buffer[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
    return at;
  }
}
