import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactionFor } from '@flightline/core/redaction';
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

  it('is written without secrets', () => {
    const path = join(folder.path, 'secret.log');
    const log = openRunLog(path, undefined, redactionFor({ A_TOKEN: 'abc-123' }).lines());
    expect(log.write('a \u001b[1mabc-\u001b[0m123\rb')).toBe('a [redacted A_TOKEN]\nb');
    log.close();
    expect(readFileSync(path, 'utf8')).toBe('a [redacted A_TOKEN]\nb\n');
  });

  it.each([
    ['bytes', { bytes: 5, lines: 100 }, ['12345', 'x', 'y', 'z'], 'more than 5 B;'],
    ['lines', { bytes: 1000, lines: 2 }, ['1\r2', 'x', 'y', 'z'], 'more than 2 lines;'],
  ])('is cut where a runner says too many %s, and says so once', (what, limits, said, because) => {
    const path = join(folder.path, `${what}.log`);
    const log = openRunLog(path, limits);
    const [first, second, ...more] = said.map((line) => log.write(line));
    log.close();
    expect(readFileSync(path, 'utf8')).toBe(`${first ?? ''}\n${second ?? ''}\n`);
    expect(second).toContain(because);
    expect(more).toEqual([undefined, undefined]);
  });

  it('takes nothing after its end: its number may be that of another file', () => {
    const path = join(folder.path, 'closed.log');
    const log = openRunLog(path);
    log.close();
    const other = openSync(join(folder.path, 'other'), 'w');
    expect(log.write('late')).toBeUndefined();
    closeSync(other);
    expect(readFileSync(join(folder.path, 'other'), 'utf8')).toBe('');
  });

  it('tells at its end that the disk did not take it', () => {
    const log = openRunLog('/dev/full');
    expect(log.write('lost')).toBeUndefined();
    log.close();
    expect(log.failure).toMatchObject({ code: 'ENOSPC', path: '/dev/full' });
  });
});
