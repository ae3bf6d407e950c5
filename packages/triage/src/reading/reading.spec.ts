import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { detectEncoding } from '@flightline/core/files';
import { temporaryFolder } from '@flightline/core/testing';
import { logCutter } from './cutter';
import { type LineSink, type LogLine, MAX_PART, PART_OVERLAP } from './line';
import { readLog } from './read-log';

function recordingSink(): LineSink & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  return { isAttentive: true, lines, push: (line) => void lines.push(line) };
}

/** The lines of a log that arrives in chunks of some size. */
function linesOf(log: Buffer, chunk = log.length + 1): LogLine[] {
  const sink = recordingSink();
  const cutter = logCutter(sink, undefined);
  for (let at = 0; at < log.length; at += chunk) cutter.push(log.subarray(at, at + chunk));
  cutter.end();
  return sink.lines;
}

const utf8 = (text: string) => Buffer.from(text);
const utf16 = (text: string, mark: readonly number[] = []) =>
  Buffer.concat([Buffer.from(mark), Buffer.from(text, 'utf16le')]);
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

type Line = [number: number, offset: number, text: string];

describe('a log is cut into lines', () => {
  it.each<[string, Buffer, Line[]]>([
    ['nothing', utf8(''), []],
    ['one line end', utf8('\n'), [[1, 0, '']]],
    [
      'no last line end',
      utf8('a\nb'),
      [
        [1, 0, 'a'],
        [2, 2, 'b'],
      ],
    ],
    [
      'empty lines',
      utf8('a\n\n\nb\n'),
      [
        [1, 0, 'a'],
        [2, 2, ''],
        [3, 3, ''],
        [4, 4, 'b'],
      ],
    ],
    [
      'CRLF',
      utf8('a\r\n\r\nb\r\n'),
      [
        [1, 0, 'a'],
        [2, 3, ''],
        [3, 5, 'b'],
      ],
    ],
    [
      'CR CR LF',
      utf8('a\r\r\nb\n'),
      [
        [1, 0, 'a'],
        [2, 4, 'b'],
      ],
    ],
    [
      'progress',
      utf8('1%\r20%\r\r100%\nb\n'),
      [
        [1, 0, '1%'],
        [1, 3, '20%'],
        [1, 8, '100%'],
        [2, 13, 'b'],
      ],
    ],
    [
      'a mark of UTF-8',
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8('a\nb\n')]),
      [
        [1, 3, 'a'],
        [2, 5, 'b'],
      ],
    ],
    [
      'characters of several bytes',
      utf8('äöü €\n😀 b\nc\n'),
      [
        [1, 0, 'äöü €'],
        [2, 11, '😀 b'],
        [3, 18, 'c'],
      ],
    ],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from([0xc3, 0x28, 0xff, 10]), utf8('b\n')]),
      [
        [1, 0, '\ufffd(\ufffd'],
        [2, 4, 'b'],
      ],
    ],
    [
      'NULs',
      utf8('a\0b\n\0\0\nc\n'),
      [
        [1, 0, 'ab'],
        [2, 4, ''],
        [3, 7, 'c'],
      ],
    ],
    [
      'colours',
      utf8('\u001b[31mred\u001b[0m\nb\n'),
      [
        [1, 0, 'red'],
        [2, 13, 'b'],
      ],
    ],
    [
      'UTF-16LE with a mark',
      utf16('äb\r\nc€\n', [0xff, 0xfe]),
      [
        [1, 2, 'äb'],
        [2, 10, 'c€'],
      ],
    ],
    [
      'UTF-16BE with a mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(utf16('ab\nc😀\nd'))]),
      [
        [1, 2, 'ab'],
        [2, 8, 'c😀'],
        [3, 16, 'd'],
      ],
    ],
    [
      'UTF-16LE without a mark',
      utf16('ab\ncd\n'),
      [
        [1, 0, 'ab'],
        [2, 6, 'cd'],
      ],
    ],
    [
      'UTF-16BE without a mark',
      swapped(utf16('ab\ncd\n')),
      [
        [1, 0, 'ab'],
        [2, 6, 'cd'],
      ],
    ],
    [
      'UTF-16 that ends within a character',
      utf16('ab\nc\n').subarray(0, 9),
      [
        [1, 0, 'ab'],
        [2, 6, 'c'],
      ],
    ],
    [
      'progress in UTF-16',
      utf16('1%\r20%\nb', [0xff, 0xfe]),
      [
        [1, 2, '1%'],
        [1, 8, '20%'],
        [2, 16, 'b'],
      ],
    ],
  ])('with %s', (_, log, expected) => {
    for (const chunk of [log.length + 1, 1, 2, 3, 5, 7]) {
      const found = linesOf(log, chunk).map(({ number, offset, text }) => [number, offset, text]);
      expect([chunk, found]).toEqual([chunk, expected]);
    }
  });

  it.each([
    ['UTF-8', utf8, 1],
    ['UTF-16', (text: string) => utf16(text), 2],
  ])('that come in parts where they are very long, in %s', (_, encode, width) => {
    const long = 'x'.repeat(3 * MAX_PART);
    const lines = linesOf(encode(`a\n${long}y\nb\n`), 4099);
    const parts = lines.filter(({ number }) => number === 2);
    expect(parts.length).toBeGreaterThan(2);
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThanOrEqual(
      MAX_PART + PART_OVERLAP,
    );
    // Nothing is left out between two parts, and what stands on an edge is seen whole.
    const ends = parts.map(({ offset, text }) => offset + text.length * width);
    const shared = parts.slice(1).map(({ offset }, index) => (ends[index] ?? 0) - offset);
    expect(new Set(shared)).toEqual(new Set([PART_OVERLAP * width]));
    expect(parts.at(-1)?.text).toMatch(/y$/);
    expect(lines.at(-1)).toEqual({ number: 3, offset: (long.length + 4) * width, text: 'b' });
  });
});

describe('what stands above a line', () => {
  it.each([
    ['UTF-8', utf8],
    ['UTF-16', (text: string) => utf16(text)],
  ])('is told in %s, the nearest last', (_, encode) => {
    const asked: string[][] = [];
    const cutter = logCutter(
      {
        isAttentive: true,
        push: ({ text }, above) => {
          if (text === 'here') asked.push(above(3).map((line) => line.text));
        },
      },
      undefined,
    );
    cutter.push(encode('here\n1\n\n3\r\n4\nhere\n1 %\r2 %\rhere\n'));
    cutter.end();
    expect(asked).toEqual([[], ['', '3', '4'], ['here', '1 %', '2 %']]);
  });
});

describe('detectEncoding', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'utf-8', 0],
    ['text with a few NULs', utf8('a\0\0b\nlong enough to be text\n'), 'utf-8', 0],
    ['only NULs', Buffer.alloc(64), 'utf-8', 0],
    ['noise that begins like a mark', Buffer.from([0xff, 0xfe, 0xc3, 0x28, 65]), 'utf-8', 0],
    ['one letter of UTF-16 with a mark', utf16('a', [0xff, 0xfe]), 'utf-16le', 2],
    ['UTF-16 in another script', utf16('日本語の行 abc def ghi\n', [0xff, 0xfe]), 'utf-16le', 2],
  ])('of %s', (_, sample, encoding, skip) => {
    expect(detectEncoding(sample)).toEqual({ encoding, skip });
  });
});

describe('readLog', () => {
  const TEXT = 'one\ntwo €\n'.repeat(2000);
  it.each<[string, Buffer, number]>([
    ['plain', utf8(TEXT), 4000],
    ['gzip', gzipSync(TEXT), 4000],
    ['gzip of UTF-16', gzipSync(utf16(TEXT)), 4000],
    ['two gzip files behind each other', Buffer.concat([gzipSync('a\nb\n'), gzipSync('c\n')]), 3],
    ['an empty file', utf8(''), 0],
    ['the two bytes of gzip and nothing more', Buffer.from([0x1f, 0x8b]), 0],
  ])('reads %s', async (_, bytes, count) => {
    const folder = temporaryFolder('flightline-reading-');
    const sink = recordingSink();
    writeFileSync(join(folder.path, 'log'), bytes);
    await readLog(join(folder.path, 'log'), sink, undefined);
    folder.remove();
    expect(sink.lines).toHaveLength(count);
  });

  it('reads gzip that is cut short as far as it goes', async () => {
    const noise = Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 10_007}\n`).join('');
    const folder = temporaryFolder('flightline-reading-');
    const sink = recordingSink();
    const whole = gzipSync(noise);
    writeFileSync(join(folder.path, 'log.gz'), whole.subarray(0, whole.length / 2));
    await readLog(join(folder.path, 'log.gz'), sink, undefined);
    folder.remove();
    expect(sink.lines.length).toBeGreaterThan(1000);
    expect(sink.lines.length).toBeLessThan(20_000);
    expect(sink.lines[1]?.text).toBe('7919');
  });
});
