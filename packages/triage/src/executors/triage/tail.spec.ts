import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { readTail } from './tail';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder('flightline-tail-')));
afterEach(() => folder.remove());

describe('readTail', () => {
  it.each([
    ['fewer lines than asked for', 'a\nb\n', 5, ['a', 'b']],
    ['the last lines', 'a\nb\nc\n', 2, ['b', 'c']],
    ['a last line without its end', 'a\nb', 1, ['b']],
    ['CRLF and colours', 'a\r\n\u001b[31mb\u001b[0m\r\n', 2, ['a', 'b']],
    ['nothing of an empty log', '', 3, []],
    ['lines after one of many megabytes', `${'x'.repeat(6_000_000)}\nb\nc\n`, 3, ['b', 'c']],
  ])('reads %s', async (_, log, count, lines) => {
    const path = join(folder.path, 'run.log');
    writeFileSync(path, log);
    await expect(readTail(path, count)).resolves.toEqual(lines);
  });
});
