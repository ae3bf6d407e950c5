import type { Position } from '../source';

/** Where something stands in a text: byte offset and length, as the parser counts. */
export interface Place {
  startOffset: number;
  length: number;
}

/** The text of one Ruby file. */
export class Script {
  readonly #bytes: Buffer;
  readonly #lineStarts: readonly number[];

  constructor(
    readonly file: string,
    readonly text: string,
    readonly comments: readonly Place[] = [],
  ) {
    this.#bytes = Buffer.from(text);
    this.#lineStarts = [0, ...newlinesIn(this.#bytes).map((offset) => offset + 1)];
  }

  /** Columns in UTF-16 code units, as in every other message. */
  position({ startOffset }: Place): Position {
    const line = this.line(startOffset);
    const start = this.#lineStarts[line - 1] ?? 0;
    return { line, column: this.#bytes.toString('utf8', start, startOffset).length + 1 };
  }

  line(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** What stands there without its comments and line breaks, so that reformatting seldom changes it. */
  textAt({ startOffset, length }: Place): string {
    const end = startOffset + length;
    const parts: string[] = [];
    let from = startOffset;
    for (const comment of this.comments) {
      if (comment.startOffset < from || comment.startOffset >= end) continue;
      parts.push(this.#bytes.toString('utf8', from, comment.startOffset));
      from = comment.startOffset + comment.length;
    }
    parts.push(this.#bytes.toString('utf8', from, end));
    return parts.join('').replace(/\s+/g, ' ').trim();
  }
}

function newlinesIn(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) found.push(at);
  return found;
}
