import type { Value } from './values';

/** Lines that commands read one after the other. */
export class Input {
  #at = 0;

  constructor(private readonly lines: readonly Value[]) {}

  get read(): number {
    return this.#at;
  }

  next(): Value | undefined {
    const line = this.lines[this.#at];
    if (line !== undefined) this.#at += 1;
    return line;
  }

  /** What was not read yet. */
  get left(): readonly Value[] {
    return this.lines.slice(this.#at);
  }
}
