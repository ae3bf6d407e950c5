/** How much is unpacked before the rest stays unseen; more than any release needs, and little enough to come to an end. */
export interface Limits {
  /** Bytes of one file that has to be looked at as a whole. */
  file: number;
  /** Bytes that come out of archives, all together. */
  unpacked: number;
  /** Files, those in archives too. */
  files: number;
  /** Archives in archives. */
  depth: number;
}

export const LIMITS: Limits = {
  file: 512 * 1024 * 1024,
  unpacked: 4 * 1024 * 1024 * 1024,
  files: 200_000,
  depth: 6,
};

/** A limit was reached; the text says which. Nothing is looked at any more. */
export class Exhausted extends Error {}

/** Something in one file keeps it from being looked at. */
export class Unseen extends Error {}

/** What is left of the limits. */
export class Budget {
  #unpacked = 0;
  #files = 0;

  constructor(readonly limits: Limits) {}

  file(): void {
    this.#files += 1;
    if (this.#files > this.limits.files) {
      throw new Exhausted(`There are more than ${this.limits.files} files.`);
    }
  }

  /** Lets pass what came out of an archive. */
  async *count(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#unpacked += chunk.length;
      if (this.#unpacked > this.limits.unpacked) {
        throw new Exhausted(`Archives hold more than ${this.limits.unpacked} bytes.`);
      }
      yield chunk;
    }
  }

  /** All of a file in memory. */
  async collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const found: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > this.limits.file) throw new Unseen(`It is larger than ${this.limits.file} bytes.`);
      found.push(chunk);
    }
    return Buffer.concat(found);
  }
}
