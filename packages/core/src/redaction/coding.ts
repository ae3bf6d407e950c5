import { SAMPLE_BYTES, detectEncoding } from '../files/encoding';

/** How the characters of a text stand in its bytes. */
export interface Coding {
  /** Bytes that belong together. */
  unit: 1 | 2;
  decode: (bytes: Buffer) => string;
  encode: (text: string) => Buffer;
}

/** A character for each byte: whatever the encoding, as long as ASCII is ASCII in it. */
export const BYTES: Coding = {
  unit: 1,
  decode: (bytes) => bytes.toString('latin1'),
  encode: (text) => Buffer.from(text, 'latin1'),
};

const UTF_16_LE: Coding = {
  unit: 2,
  decode: (bytes) => bytes.toString('utf16le'),
  encode: (text) => Buffer.from(text, 'utf16le'),
};

const UTF_16_BE: Coding = {
  unit: 2,
  decode: (bytes) => Buffer.from(bytes).swap16().toString('utf16le'),
  encode: (text) => Buffer.from(text, 'utf16le').swap16(),
};

const CODINGS = { 'utf-8': BYTES, 'utf-16le': UTF_16_LE, 'utf-16be': UTF_16_BE };

/** By the beginning of a file; undefined when it is no text, which has no NUL there. */
export function codingOf(beginning: Buffer): Coding | undefined {
  const coding = CODINGS[detectEncoding(beginning.subarray(0, SAMPLE_BYTES)).encoding];
  return coding === BYTES && beginning.includes(0) ? undefined : coding;
}
