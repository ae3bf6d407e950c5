import { printable, printableEvent, printableInColour } from './printable';

describe('printable', () => {
  it.each([
    ['plain text', 'a\tb — ü 🚀', 'a\tb — ü 🚀'],
    ['colours', '\u001b[1;31mFAILED\u001b[0m tests', 'FAILED tests'],
    ['cursor movements', 'a\u001b[2J\u001b[1;1Hb\u001b[?25lc', 'abc'],
    ['the title of a window', '\u001b]0;root@box: ~\u0007$ ls', '$ ls'],
    ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
    ['a control string without its end', 'a\u001b]0;title then text', 'a0;title then text'],
    ['a control sequence without its end', 'a\u001b[12', 'a'],
    ['two-character escapes', '\u001b(Bx\u001bc', 'x'],
    ['8-bit introducers', 'a\u009b31mb\u009d0;t\u009cc', 'abc'],
    ['other controls', 'a\0b\bc\u007f\u0085d', 'abcd'],
    ['marks that reorder', 'a\u202eb\u2066c', 'abc'],
    ['a progress bar', '10 %\r50 %\r\r100 %\r', '10 %\n50 %\n100 %'],
    ['line ends', 'a\r\nb\r\r\nc\n', 'a\nb\nc\n'],
  ])('treats %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it.each([
    ['\u001b[', ';'],
    ['\u001b]', 'x'],
    ['\u001b', '('],
    ['', '\u001b['],
    ['', '\u001b]'],
    ['', '\r'],
  ])('needs no more than linear time on %j and many %j', (start, repeated) => {
    const startedAt = performance.now();
    printable(`${start}${repeated.repeat(500_000)}\u0001x`);
    // Quadratic work on this length takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('keeps nothing but colours in painted lines', () => {
    expect(printableInColour('\u001b[31mred\u001b[0m\u001b[2K\u001b]0;t\u0007\0')).toBe(
      '\u001b[31mred\u001b[0m',
    );
  });
});

describe('printableEvent', () => {
  const RED = '\u001b[31mx\u001b[39m';

  it('reaches every text of an event', () => {
    expect(
      printableEvent({
        type: 'started',
        scope: RED,
        title: 'a\u001b[2Jb',
        facts: { memory: 1024, os: '\0Debian' },
      }),
    ).toEqual({ type: 'started', scope: 'x', title: 'ab', facts: { memory: 1024, os: 'Debian' } });
  });

  it('leaves it to the renderer whether painted lines stay painted', () => {
    const event = { type: 'report', scope: 'a', lines: [RED], data: { line: RED } } as const;
    expect(printableEvent(event)).toMatchObject({ lines: ['x'], data: { line: 'x' } });
    expect(printableEvent(event, printableInColour)).toMatchObject({
      lines: [RED],
      data: { line: 'x' },
    });
  });
});
