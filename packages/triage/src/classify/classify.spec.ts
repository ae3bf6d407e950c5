import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { type Finding, classify } from '.';

const GLIBC = "./app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by ./app)";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder('flightline-classify-')));
afterEach(() => folder.remove());

async function classifyFile(content: string | Buffer): Promise<Finding[]> {
  const path = join(folder.path, 'run.log');
  writeFileSync(path, content);
  return await classify(path, { box: 'ubuntu22' });
}

describe('classify', () => {
  it('tells the rule, the line, its neighbours and how often', async () => {
    const lines = ['1', '2', '3', '4', GLIBC, '6', '7', GLIBC, '9', '10'];
    expect(await classifyFile(lines.join('\n'))).toEqual([
      expect.objectContaining({
        rule: 'glibc-too-old',
        category: 'runtime',
        severity: 'hard',
        box: 'ubuntu22',
        line: 5,
        offset: 8,
        text: GLIBC,
        excerpt: { from: 2, lines: ['2', '3', '4', GLIBC, '6', '7', GLIBC] },
        count: 2,
      }),
    ]);
  });

  it('takes lines instead of a file', async () => {
    async function* lines() {
      yield* ['one', GLIBC];
      await Promise.resolve();
    }
    expect(await classify(lines(), { box: 'a' })).toMatchObject([{ line: 2, count: 1 }]);
  });

  it('puts hard findings first, each severity in the order of the log', async () => {
    const log = 'curl: (6) Could not resolve host: x\nnot ok 1\nKernel panic - not syncing: x\n';
    expect((await classifyFile(log)).map(({ rule }) => rule)).toEqual([
      'tap-not-ok',
      'kernel-panic',
      'name-resolution',
    ]);
  });

  it.each<[string, string | Buffer, Partial<Finding>]>([
    ['no last line end', `a\n${GLIBC}`, { line: 2, text: GLIBC }],
    ['CRLF', `a\r\n${GLIBC}\r\nb\r\n`, { line: 2, text: GLIBC }],
    [
      'colours inside a match',
      '\u001b[31mFAILED\u001b[0m \u001b[1mtests/a.py\u001b[0m::t\n',
      { text: 'FAILED tests/a.py::t' },
    ],
    ['NULs', `a\n\0${GLIBC.replace(' ', '\0 ')}\n`, { line: 2, text: GLIBC }],
    [
      'invalid UTF-8 before a match',
      Buffer.concat([Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from(` ${GLIBC}\n`)]),
      { line: 1 },
    ],
    [
      'states that carriage returns overwrote',
      `a\n10 %\r20 %\r${GLIBC}\rok\nb\n`,
      { line: 2, text: GLIBC },
    ],
    [
      'a character on the edge of a chunk',
      `${'x'.repeat(64 * 1024 - 1)}ü\n${GLIBC}\n`,
      { line: 2 },
    ],
  ])('copes with %s', async (_, log, expected) => {
    expect(await classifyFile(log)).toMatchObject([expected]);
  });

  it('counts a line of many parts as one and keeps the part that says it', async () => {
    const [finding] = await classifyFile(
      `a\n${'x '.repeat(500_000)}${GLIBC} ${'y '.repeat(500_000)}\nb\n`,
    );
    expect(finding).toMatchObject({ line: 2, count: 1, rule: 'glibc-too-old' });
    expect(finding?.text).toContain('GLIBC_2.34');
    expect(finding?.text.length).toBeLessThan(500);
    expect(finding?.excerpt.lines.at(-1)).toBe('b');
  });

  it.each([
    ['is empty', ''],
    [
      'is a folder of its own kind of noise',
      Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256)),
    ],
  ])('finds nothing in a log that %s', async (_, log) => {
    expect(await classifyFile(log)).toEqual([]);
  });

  it('finds nothing in a log that does not exist', async () => {
    expect(await classify(join(folder.path, 'none.log'), { box: 'a' })).toEqual([]);
  });
});

describe('a Python traceback', () => {
  const frames =
    'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\n    ^^^\n';
  it.each([
    ['its exception', `${frames}ValueError: no\nnext\n`, 5, 'ValueError: no'],
    [
      'the last exception of a chain',
      `${frames}KeyError: 1\n\nDuring handling of the above exception, another exception occurred:\n\n${frames}ValueError: no\ndone\n`,
      13,
      'ValueError: no',
    ],
    [
      'its exception behind a prefix',
      frames.replace(/^/gm, 'app | ').replace(/app \| $/, '') + 'app | a.b.Error: no\napp | next',
      5,
      'app | a.b.Error: no',
    ],
    [
      'the group of an exception group',
      '  + Exception Group Traceback (most recent call last):\n  |   File "a.py", line 1\n  | ExceptionGroup: two (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n',
      3,
      '  | ExceptionGroup: two (2 sub-exceptions)',
    ],
    [
      'its opening where the log ends too early',
      'a\nTraceback (most recent call last):\n  File "a.py"',
      2,
      'Traceback (most recent call last):',
    ],
  ])('is told by %s', async (_, log, line, text) => {
    expect(await classifyFile(log)).toMatchObject([
      { rule: 'python-traceback', line, text, count: 1 },
    ]);
  });

  it('ends where another one begins', async () => {
    const log = `ERROR: caught\n${frames}KeyError: 1\n  + Exception Group ${frames.replace(/\n(?=.)/g, '\n  | ')}  | ExceptionGroup: two\n`;
    expect(await classifyFile(log)).toMatchObject([
      { rule: 'python-traceback', text: '  | ExceptionGroup: two', count: 1 },
      { rule: 'python-traceback-logged', text: 'KeyError: 1', count: 1 },
    ]);
  });

  it('is counted each time', async () => {
    expect(await classifyFile(`${frames}ValueError: 1\nx\n${frames}ValueError: 2\n`)).toMatchObject(
      [{ text: 'ValueError: 1', count: 2 }],
    );
  });
});

describe('a huge log', () => {
  const MIB = 1024 * 1024;

  /** 25 MiB of ordinary lines, lines that are almost findings, one endless line, and one finding at the end. */
  function writeHugeLog(path: string): void {
    const file = openSync(path, 'w');
    const ordinary = '[  123.456789] app[812]: served /index.html, 0 failed, error=none\n'.repeat(
      16_000,
    );
    for (let i = 0; i < 12; i += 1) writeSync(file, ordinary);
    for (let i = 0; i < 12; i += 1) writeSync(file, 'x'.repeat(MIB));
    writeSync(file, `\n${GLIBC}\n`);
    closeSync(file);
  }

  it('is read in constant memory', async () => {
    const path = join(folder.path, 'huge.log');
    writeHugeLog(path);
    let peak = 0;
    const before = process.memoryUsage().rss;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const findings = await classify(path, { box: 'a' });
    clearInterval(watch);
    expect(findings).toMatchObject([{ rule: 'glibc-too-old', line: 12 * 16_000 + 2 }]);
    // Far less than the log; what is left is the garbage that V8 lets stand between collections.
    expect(peak - before).toBeLessThan(120 * MIB);
  }, 120_000);
});
