import type { Position } from '../../errors';

/** Where something stands; the file as the host names it. */
export interface Place extends Position {
  readonly file: string;
}

/** The text of one shell script. */
export class Script {
  readonly #lineStarts: readonly number[];

  /** @param within where the text stands in another script, for a script that is an argument of one */
  constructor(
    readonly file: string,
    readonly text: string,
    private readonly within?: Origin,
  ) {
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** @param offset in UTF-16 code units, as the parser counts */
  place(offset: number): Place {
    if (this.within !== undefined) return this.within.of(this.text.slice(offset), offset).place;
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { file: this.file, line: low + 1, column: offset - (this.#lineStarts[low] ?? 0) + 1 };
  }
}

/** Where a text was written. It stays with the text through variables and calls. */
export class Origin {
  constructor(
    readonly script: Script,
    readonly offset: number,
  ) {}

  get place(): Place {
    return this.script.place(this.offset);
  }

  /** Where `part` stands, found `index` behind the beginning; a text with escapes is not written as it reads. */
  of(part: string, index: number): Origin {
    const offset = this.offset + index;
    return this.script.text.startsWith(part, offset) ? new Origin(this.script, offset) : this;
  }
}
