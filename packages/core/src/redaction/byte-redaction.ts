import { BYTES, type Coding, codingOf } from './coding';
import { escapedLines } from './escapes';
import type { Redaction } from './redaction';

/** Takes bytes cut anywhere and gives them back without secrets, a little later. */
export interface ByteRedaction {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

/** A longer line is let go in parts, which share this much so that nothing hides on an edge. In characters. */
const MAX_LINE = 64 * 1024;
const HELD = 8 * 1024;
/** Bytes from the beginning of a file, which tell what it is. */
const SAMPLE = 8 * 1024;

/**
 * Redacts a stream of text: each line when it is complete, as a terminal shows it.
 * @param spares what is no text: for files, of which those in UTF-16 are text, too; a console is always text
 */
export function byteRedaction(
  redaction: Redaction,
  { spares }: { spares: 'binary' | 'nothing' },
): ByteRedaction {
  const known = (coding: Coding | undefined) =>
    coding === undefined ? AS_IT_IS : textRedaction(redaction, coding);
  if (spares === 'nothing') return known(BYTES);
  let beginning: Buffer = Buffer.alloc(0);
  let stream: ByteRedaction | undefined;
  const begin = () => {
    stream = known(codingOf(beginning.subarray(0, SAMPLE)));
    return stream.push(beginning);
  };
  return {
    push: (chunk) => {
      if (stream !== undefined) return stream.push(chunk);
      beginning = Buffer.concat([beginning, chunk]);
      return beginning.length < SAMPLE ? Buffer.alloc(0) : begin();
    },
    end: () => {
      const first = stream === undefined ? begin() : Buffer.alloc(0);
      return Buffer.concat([first, stream?.end() ?? Buffer.alloc(0)]);
    },
  };
}

const AS_IT_IS: ByteRedaction = { push: (chunk) => chunk, end: () => Buffer.alloc(0) };

function textRedaction(redaction: Redaction, { unit, decode, encode }: Coding): ByteRedaction {
  const line = escapedLines(redaction);
  const redact = (text: string) => encode(text.split('\n').map(line).join('\n'));
  /** Whole characters of a line without its end, and bytes of half a character. */
  let held = '';
  let odd: Buffer = Buffer.alloc(0);
  return {
    push: (chunk) => {
      const bytes = Buffer.concat([odd, chunk]);
      const whole = bytes.length - (bytes.length % unit);
      odd = bytes.subarray(whole);
      const text = held + decode(bytes.subarray(0, whole));
      const end = text.lastIndexOf('\n') + 1;
      held = text.slice(end);
      // The last line end is no line of its own.
      const lines = end === 0 ? [] : [redact(text.slice(0, end - 1)), encode('\n')];
      if (held.length <= MAX_LINE) return Buffer.concat(lines);
      const part = held.slice(0, -HELD);
      held = held.slice(-HELD);
      return Buffer.concat([...lines, redact(part)]);
    },
    end: () => {
      const rest = held === '' ? Buffer.alloc(0) : redact(held);
      held = '';
      return Buffer.concat([rest, odd]);
    },
  };
}
