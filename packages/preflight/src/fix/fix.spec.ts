import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Problem, TextEdit } from '@flightline/core/errors';
import { temporaryFolder } from '@flightline/core/testing';
import { applyChanges, planFixes, readFrom, renderDiff } from '.';
import { fileText } from './text';

type Spot = readonly [line: number, column: number, endLine: number, endColumn: number];

const edit = (
  file: string,
  [line, column, endLine, endColumn]: Spot,
  newText: string,
): TextEdit => ({
  file,
  range: { start: { line, column }, end: { line: endLine, column: endColumn } },
  newText,
});
const problem = (...fix: TextEdit[]): Problem => ({ message: 'No.', fix });

/** The texts after all fixes, and why some were not made. */
function fixed(texts: Readonly<Record<string, string>>, ...problems: Problem[]) {
  const { changes, mended, left } = planFixes(problems, (file) => {
    const text = texts[file];
    return text === undefined ? { refused: 'does not exist.' } : fileText(text);
  });
  const after = Object.fromEntries(changes.map((change) => [change.file, change.after]));
  return { after, mended, left: left.map(({ because }) => because) };
}

describe('planFixes', () => {
  it.each<[what: string, text: string, spots: readonly [Spot, string][], after: string]>([
    ['a word', 'a = 1.0\n', [[[1, 5, 1, 8], '1.1']], 'a = 1.1\n'],
    ['an insertion at the start', 'a\n', [[[1, 1, 1, 1], '#!/bin/sh\n']], '#!/bin/sh\na\n'],
    ['an insertion at the end', 'a', [[[1, 2, 1, 2], '\nb\n']], 'a\nb\n'],
    ['a line taken out', 'a\nb\nc\n', [[[2, 1, 3, 1], '']], 'a\nc\n'],
    [
      'two words, the last one first',
      'a b\n',
      [
        [[1, 3, 1, 4], 'B'],
        [[1, 1, 1, 2], 'A'],
      ],
      'A B\n',
    ],
    [
      'two words that touch',
      'ab\n',
      [
        [[1, 1, 1, 2], 'A'],
        [[1, 2, 1, 3], 'B'],
      ],
      'AB\n',
    ],
    [
      'the same twice',
      'a\n',
      [
        [[1, 1, 1, 1], 'x'],
        [[1, 1, 1, 1], 'x'],
      ],
      'xa\n',
    ],
    ['lines as on Windows', 'a\r\nb\r\n', [[[2, 1, 2, 1], 'x\n']], 'a\r\nx\r\nb\r\n'],
    ['a character of two units', '😀 b\n', [[[1, 4, 1, 5], 'c']], '😀 c\n'],
  ])('changes %s', (_, text, spots, after) => {
    const problems = spots.map(([spot, newText]) => problem(edit('f', spot, newText)));
    expect(fixed({ f: text }, ...problems)).toEqual({
      after: { f: after },
      mended: spots.length,
      left: [],
    });
  });

  it.each<[what: string, first: Spot, second: Spot]>([
    ['common text', [1, 1, 1, 3], [1, 2, 1, 4]],
    ['one in the other', [1, 1, 1, 5], [1, 2, 1, 2]],
    ['two insertions at one place', [1, 1, 1, 1], [1, 1, 1, 1]],
  ])('leaves the second of two fixes with %s', (_, first, second) => {
    const { mended, left } = fixed(
      { f: 'abcde\n' },
      problem(edit('f', first, 'X')),
      problem(edit('f', second, 'Y')),
    );
    expect({ mended, left }).toEqual({
      mended: 1,
      left: ["Another fix changes the same text of 'f'."],
    });
  });

  it('makes a fix as a whole or not at all', () => {
    expect(
      fixed(
        { f: 'a\n', g: 'b\n' },
        problem(edit('f', [1, 1, 1, 2], 'A'), edit('h', [1, 1, 1, 1], 'x')),
      ),
    ).toEqual({ after: {}, mended: 0, left: ["'h' does not exist."] });
  });

  it('leaves a fix that contradicts itself', () => {
    const both = [edit('f', [1, 1, 1, 2], 'A'), edit('f', [1, 1, 1, 2], 'B')];
    expect(fixed({ f: 'a\n' }, problem(...both)).left).toEqual([
      "Two of its own edits change the same text of 'f'.",
    ]);
  });

  it.each<[Spot]>([[[2, 1, 9, 1]], [[1, 9, 1, 9]], [[1, 2, 1, 1]], [[0, 1, 1, 1]], [[1, 0, 1, 1]]])(
    'leaves a fix at %j of a shorter text',
    (spot) => {
      expect(fixed({ f: 'a\n' }, problem(edit('f', spot, 'x'))).left).toEqual([
        "'f' has no such place.",
      ]);
    },
  );

  it('has nothing to do for a problem without a fix', () => {
    expect(fixed({}, { message: 'No.' })).toEqual({ after: {}, mended: 0, left: [] });
  });
});

describe('files', () => {
  const folder = temporaryFolder();
  const outside = temporaryFolder();
  afterAll(() => [folder, outside].forEach(({ remove }) => remove()));
  const at = (name: string) => join(folder.path, name);
  const plan = (...fix: TextEdit[]) => planFixes([problem(...fix)], readFrom(folder.path));

  it('keeps a byte order mark, the ends of lines and the permissions', () => {
    writeFileSync(at('run.sh'), '\uFEFFa\r\nb\r\n');
    chmodSync(at('run.sh'), 0o750);
    applyChanges(plan(edit('run.sh', [1, 1, 1, 2], 'A\nB')).changes, folder.path);
    expect(readFileSync(at('run.sh'), 'utf8')).toBe('\uFEFFA\r\nB\r\nb\r\n');
    expect(statSync(at('run.sh')).mode & 0o777).toBe(0o750);
  });

  it.each<[file: string, because: string]>([
    ['link', 'is no regular file.'],
    ['folder', 'is no regular file.'],
    ['missing', 'does not exist.'],
    ['latin1', 'is not UTF-8.'],
    ['door/f', 'is not in the workspace.'],
    ['../elsewhere', 'does not exist.'],
  ])('does not touch %s', (file, because) => {
    writeFileSync(at('f'), 'a\n');
    writeFileSync(join(outside.path, 'f'), 'a\n');
    writeFileSync(at('latin1'), Buffer.from('caf\xe9', 'latin1'));
    mkdirSync(at('folder'), { recursive: true });
    for (const [name, target] of Object.entries({ link: 'f', door: outside.path })) {
      if (lstatSync(at(name), { throwIfNoEntry: false }) === undefined)
        symlinkSync(target, at(name));
    }
    const { changes, left } = plan(edit(file, [1, 1, 1, 1], 'x'));
    expect(changes).toEqual([]);
    expect(left.map((one) => one.because)).toEqual([`'${file}' ${because}`]);
  });

  it('are shown as a unified diff', () => {
    writeFileSync(at('d'), `${'x\n'.repeat(9)}old\nend`);
    const lines = renderDiff(plan(edit('d', [10, 1, 10, 4], 'new')).changes);
    expect(lines.map(stripVTControlCharacters)).toEqual([
      '--- a/d',
      '+++ b/d',
      '@@ -7,5 +7,5 @@',
      ' x',
      ' x',
      ' x',
      '-old',
      '+new',
      ' end',
      '\\ No newline at end of file',
    ]);
  });
});
