import type { Redaction } from './redaction';

/** Takes bytes cut anywhere and gives them back without secrets, a little later. */
export interface ByteRedaction {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

/** A longer line is let go in parts, which share this much so that nothing hides on an edge. */
const MAX_LINE = 64 * 1024;
const HELD = 8 * 1024;
/** A file with a NUL so early is no text, and stays as it is. */
const SAMPLE = 8 * 1024;

const LF = 10;

/**
 * Redacts a stream of text: each line when it is complete. Bytes stand for themselves, whatever the encoding, as long
 * as ASCII is ASCII in it.
 * @param spares what is no text: for files; a console is always text
 */
export function byteRedaction(
  redaction: Redaction,
  { spares }: { spares: 'binary' | 'nothing' },
): ByteRedaction {
  const line = redaction.lines();
  let held: Buffer = Buffer.alloc(0);
  let isBinary: boolean | undefined = spares === 'nothing' ? false : undefined;
  const redact = (bytes: Buffer) =>
    Buffer.from(bytes.toString('latin1').split('\n').map(line).join('\n'), 'latin1');
  return {
    push: (chunk) => {
      isBinary ??=
        chunk.length === 0 ? undefined : Buffer.from(chunk).subarray(0, SAMPLE).includes(0);
      if (isBinary === true) return chunk;
      const bytes = Buffer.concat([held, chunk]);
      const end = bytes.lastIndexOf(LF) + 1;
      held = bytes.subarray(end);
      const whole = end === 0 ? Buffer.alloc(0) : redactLines(bytes.subarray(0, end), redact);
      if (held.length <= MAX_LINE) return whole;
      const part = held.subarray(0, held.length - HELD);
      held = held.subarray(held.length - HELD);
      return Buffer.concat([whole, redact(part)]);
    },
    end: () => {
      const rest = held;
      held = Buffer.alloc(0);
      return rest.length === 0 ? rest : redact(rest);
    },
  };
}

/** The last line end is no line of its own. */
function redactLines(bytes: Buffer, redact: (bytes: Buffer) => Buffer): Buffer {
  return Buffer.concat([redact(bytes.subarray(0, -1)), Buffer.from('\n')]);
}
