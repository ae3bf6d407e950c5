const BEGIN = /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
const END = /-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
/** What may stand in a block: base64, headers, and what a logger put before it. */
const BODY = /[A-Za-z0-9+/=]{16,}\s*$|^[A-Za-z-]+: |^\s*$|^[A-Za-z0-9+/=]{1,16}$/;
/** An RSA key of 16384 bits has fewer lines. */
const MAX_LINES = 400;

/** Follows private keys in PEM over lines. */
export class KeyBlock {
  private linesLeft = 0;

  /** What stands in place of a line that is part of a key; undefined for any other line. */
  next(line: string): string | undefined {
    if (this.linesLeft === 0) {
      const begin = BEGIN.exec(line);
      if (begin === null) return undefined;
      // Quoted in one line, as in JSON.
      if (!END.test(line)) this.linesLeft = MAX_LINES;
      const after = END.exec(line);
      const tail = after === null ? '' : line.slice(after.index + after[0].length);
      return `${line.slice(0, begin.index)}[redacted private-key]${tail}`;
    }
    this.linesLeft -= 1;
    if (END.test(line)) this.linesLeft = 0;
    else if (!BODY.test(line)) {
      // It was never a key, or it has been cut.
      this.linesLeft = 0;
      return undefined;
    }
    return '[redacted private-key]';
  }
}
