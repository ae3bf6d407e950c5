import { formatBytes, formatDuration, formatTable } from './format';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [4200, '4.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [65_000, '1 min 05 s'],
    [119_700, '2 min 00 s'],
    [3_600_000, '1 h 00 min'],
    [7_384_000, '2 h 03 min'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [1024 ** 3 - 1, '1.0 GiB'],
    [1024 ** 5, '1024.0 TiB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatTable', () => {
  it('aligns columns by what can be seen of a cell', () => {
    expect(
      formatTable([
        ['box', 'verdict', 'time'],
        ['ubuntu22', '\u001b[31mfailed\u001b[39m', '4 s'],
        ['a', '\u001b[32mpassed\u001b[39m', ''],
      ]),
    ).toEqual([
      'box       verdict  time',
      'ubuntu22  \u001b[31mfailed\u001b[39m   4 s',
      'a         \u001b[32mpassed\u001b[39m',
    ]);
  });

  it.each([
    ['no rows', [], []],
    ['rows of different lengths', [['a'], ['bb', 'c'], ['d', 'e']], ['a', 'bb  c', 'd   e']],
  ])('copes with %s', (_, rows, lines) => {
    expect(formatTable(rows)).toEqual(lines);
  });
});
