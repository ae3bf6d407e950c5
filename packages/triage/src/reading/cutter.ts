import { StringDecoder } from 'node:string_decoder';
import { SAMPLE_BYTES, detectEncoding } from '@flightline/core/files';
import type { Automaton } from '../matching/automaton';
import { ByteLines } from './byte-lines';
import type { LineSink } from './line';
import { TextLines } from './text-lines';

/** Takes the bytes of a log, cut anywhere, and hands its lines on. */
export interface Cutter {
  push(chunk: Buffer): void;
  /** Hands on the last line, where it has no end. */
  end(): void;
}

/**
 * Finds out from the first bytes what the log is written in.
 * @param search what passes over the lines that nobody wants
 */
export function logCutter(sink: LineSink, search: Automaton['search'] | undefined): Cutter {
  let cutter: Cutter | undefined;
  let sample: Buffer = Buffer.alloc(0);
  const begin = () => {
    const { encoding, skip } = detectEncoding(sample);
    cutter =
      encoding === 'utf-8'
        ? new ByteLines(sink, search, skip)
        : wideCutter(new TextLines(sink, skip, 2), encoding === 'utf-16be');
    cutter.push(sample.subarray(skip));
    sample = Buffer.alloc(0);
  };
  return {
    push: (chunk) => {
      if (cutter !== undefined) {
        cutter.push(chunk);
        return;
      }
      sample = Buffer.concat([sample, chunk]);
      if (sample.length >= SAMPLE_BYTES) begin();
    },
    end: () => {
      if (cutter === undefined && sample.length > 0) begin();
      cutter?.end();
    },
  };
}

function wideCutter(lines: TextLines, isBigEndian: boolean): Cutter {
  const decoder = new StringDecoder('utf16le');
  let odd: Buffer = Buffer.alloc(0);
  return {
    push: (chunk) => {
      const bytes = Buffer.concat([odd, chunk]);
      const whole = bytes.length - (bytes.length % 2);
      odd = bytes.subarray(whole);
      const units = bytes.subarray(0, whole);
      lines.push(decoder.write(isBigEndian ? units.swap16() : units));
    },
    end: () => {
      lines.push(decoder.end());
      lines.end();
    },
  };
}
