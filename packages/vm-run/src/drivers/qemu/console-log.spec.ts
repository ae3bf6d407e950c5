import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byteRedaction, redactionFor } from '@flightline/core/redaction';
import { temporaryFolder } from '@flightline/core/testing';
import { ConsoleLog } from './console-log';

describe('ConsoleLog', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());
  const path = () => join(folder.path, 'console.log');
  const open = () => new ConsoleLog(path(), { head: 4, tail: 6 });
  const left = (bytes: number) => `\n[${bytes} bytes of the console were left out here]\n`;

  it.each([
    ['nothing', '', ''],
    ['what fits', '0123456789', '0123456789'],
    ['one byte too much', '0123456789a', `0123${left(1)}56789a`],
    ['more than twice what fits', '0123456789abcdefghijk', `0123${left(11)}fghijk`],
    ['a tail that ends where it began', '0123456789abcdef', `0123${left(6)}abcdef`],
  ])('keeps head and tail of %s', (_name, said, kept) => {
    // In one chunk, in chunks that do not divide head or tail, and byte by byte.
    for (const size of [100, 3, 1]) {
      const log = open();
      for (let at = 0; at < said.length; at += size)
        log.write(Buffer.from(said.slice(at, at + size)));
      log.close();
      expect(readFileSync(path(), 'utf8')).toBe(kept);
    }
  });

  it('is written without secrets, also those that come in pieces', () => {
    const redaction = byteRedaction(redactionFor({ A_TOKEN: 'abc-123' }), { spares: 'nothing' });
    const log = new ConsoleLog(path(), undefined, undefined, redaction);
    for (const part of ['x ab', 'c-1', '23\nlogin abc-123']) log.write(Buffer.from(part));
    log.close();
    expect(readFileSync(path(), 'utf8')).toBe('x [redacted A_TOKEN]\nlogin [redacted A_TOKEN]');
  });

  it('is bounded while it is written, too', () => {
    const log = open();
    for (let count = 0; count < 1000; count += 1) {
      log.write(Buffer.from('0123456'));
      expect(statSync(path()).size).toBeLessThanOrEqual(10);
    }
    log.close();
  });

  it('takes nothing more once it is closed, and may be closed twice', () => {
    const log = open();
    log.close();
    log.write(Buffer.from('late'));
    log.close();
    expect(readFileSync(path(), 'utf8')).toBe('');
  });
});
