import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { openRunLog } from './run-log';

describe('the log of a runner', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('keeps plain text', () => {
    const path = join(folder.path, 'plain.log');
    const log = openRunLog(path);
    expect(log.write('\u001b[31mred\u001b[0m')).toBe('red');
    log.close();
    expect(readFileSync(path, 'utf8')).toBe('red\n');
  });

  it('is cut where a runner says too much, and says so once', () => {
    const path = join(folder.path, 'long.log');
    const log = openRunLog(path, 10);
    const lines = ['12345', '67890', 'x', 'y'].map((line) => log.write(line));
    log.close();
    expect(lines).toEqual(['12345', expect.stringContaining('left out'), undefined, undefined]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
  });

  it('tells at its end that the disk did not take it', () => {
    const log = openRunLog('/dev/full');
    expect(log.write('lost')).toBeUndefined();
    expect(() => log.close()).toThrow('ENOSPC');
  });
});
