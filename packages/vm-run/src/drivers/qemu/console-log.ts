import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { ByteRedaction } from '@flightline/core/redaction';

const MIB = 1024 * 1024;

/** What is kept of a console, in bytes: its boot, and what it said last. */
const KEPT = { head: 32 * MIB, tail: 32 * MIB };

/**
 * A file that takes a stream without end. Behind the head, the newest bytes take the place of the oldest, so that
 * the file is bounded at each moment; closing it puts them in order, with a line that says how much is missing.
 */
export class ConsoleLog {
  private file: number | undefined;
  private written = 0;

  /** Makes the file. `before`: what the machine has said already. `redaction`: nothing is written without it. */
  constructor(
    path: string,
    private readonly kept = KEPT,
    before = Buffer.alloc(0),
    private readonly redaction?: ByteRedaction,
  ) {
    this.file = openSync(path, 'w+');
    this.write(before);
  }

  /** Bytes that do not fit on the host's disk are lost; a console is no reason to end a run. */
  write(chunk: Buffer): void {
    this.store(this.redaction?.push(chunk) ?? chunk);
  }

  private store(chunk: Uint8Array): void {
    const { head, tail } = this.kept;
    for (let rest = chunk; this.file !== undefined && rest.length > 0;) {
      const at = this.written < head ? this.written : head + ((this.written - head) % tail);
      const room = (at < head ? head : head + tail) - at;
      const part = rest.subarray(0, room);
      if (!tryTo(() => writeAll(this.file, part, at))) return;
      this.written += part.length;
      rest = rest.subarray(part.length);
    }
  }

  close(): void {
    const { file } = this;
    if (file === undefined) return;
    if (this.redaction !== undefined) this.store(this.redaction.end());
    tryTo(() => this.putInOrder(file));
    this.file = undefined;
    closeSync(file);
  }

  private putInOrder(file: number): void {
    const { head, tail } = this.kept;
    const missing = this.written - head - tail;
    if (missing <= 0) return;
    const ring = Buffer.alloc(tail);
    readSync(file, ring, 0, tail, head);
    const oldest = missing % tail;
    const note = Buffer.from(`\n[${missing} bytes of the console were left out here]\n`);
    const parts = [note, ring.subarray(oldest), ring.subarray(0, oldest)];
    writeAll(file, Buffer.concat(parts), head);
  }
}

function writeAll(file: number | undefined, bytes: Uint8Array, at: number): void {
  for (let done = 0; file !== undefined && done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

function tryTo(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
