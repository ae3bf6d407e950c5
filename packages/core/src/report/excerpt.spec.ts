import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../testing';
import { quoteFrom } from './excerpt';

describe('quoteFrom', () => {
  const folder = temporaryFolder();
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(join(folder.path, name), content);
  beforeAll(() => {
    write('a', '\uFEFFone\r\ntwo = 1\n\n\tlast');
    write('wide', `${'x'.repeat(200)}HERE${'y'.repeat(5000)}`);
    write('latin1', Buffer.from('caf\xe9\n', 'latin1'));
    write('utf16', Buffer.from('one\n', 'utf16le'));
    write('huge', 'line\n'.repeat(1_000_000));
    mkdirSync(join(folder.path, 'folder'));
    symlinkSync('loop', join(folder.path, 'loop'));
  });
  afterAll(folder.remove);

  it.each<
    [file: string | undefined, line: number | undefined, column: number | undefined, string[]]
  >([
    ['a', 1, 2, ['1 | one', '  |  ^']],
    ['a', 2, 8, ['2 | two = 1', '  |        ^']],
    ['a', 2, undefined, ['2 | two = 1']],
    ['a', 2, 99, ['2 | two = 1']],
    ['a', 4, 2, ['4 |  last', '  |  ^']],
    ['a', 3, 1, []],
    ['a', 99, 1, []],
    ['a', undefined, undefined, []],
    [undefined, 1, 1, []],
    ['wide', 1, 201, [`1 | ${'x'.repeat(60)}HERE${'y'.repeat(36)}`, `  | ${' '.repeat(60)}^`]],
    ['huge', 100_000, 1, ['100000 | line', '       | ^']],
    ['huge', 900_000, 1, []],
    ['latin1', 1, 1, []],
    ['utf16', 1, 1, []],
    ['folder', 1, 1, []],
    ['loop', 1, 1, []],
    ['missing', 1, 1, []],
  ])('%s:%s:%s', (file, line, column, lines) => {
    const problem = Object.fromEntries(
      Object.entries({ file, line, column }).filter(([, value]) => value !== undefined),
    );
    expect(quoteFrom(folder.path)({ message: 'No.', ...problem })).toEqual(lines);
  });
});
