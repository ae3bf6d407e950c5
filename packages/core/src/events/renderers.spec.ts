import { type FlightlineEvent, type StampedEvent, fanOut, jsonRenderer, plainRenderer } from '.';
import { recordingReporter } from '../testing';

/** What a renderer writes for some events. */
function plain(
  events: readonly FlightlineEvent[],
  { terminal = false, columns = 80 } = {},
): string {
  let text = '';
  const reporter = plainRenderer({ write: (part) => (text += part), terminal, columns });
  for (const event of events) reporter.emit(event);
  reporter.close();
  return text;
}

const RUN: readonly FlightlineEvent[] = [
  { type: 'started', scope: 'ubuntu22', title: 'vm-run', facts: { memory: 1024 } },
  { type: 'phase-started', scope: 'ubuntu22', phase: 'boot' },
  { type: 'phase-ended', scope: 'ubuntu22', phase: 'boot', ok: true, durationMs: 4200 },
  { type: 'output', scope: 'ubuntu22', source: 'runner', line: 'hello' },
  { type: 'notice', scope: 'ubuntu22', level: 'warn', message: 'Slow host.' },
  { type: 'phase-ended', scope: 'ubuntu22', phase: 'run', ok: false, durationMs: 5, detail: 'no' },
  { type: 'error', scope: 'ubuntu22', code: 'INTERNAL', lines: ['error INTERNAL'] },
  { type: 'report', scope: 'ubuntu22', lines: ['a  b'] },
  { type: 'verdict', scope: 'ubuntu22', verdict: 'failed', because: 'No.', durationMs: 65_000 },
];

/** What a hostile guest prints: it erases what stands above and forges a line of ours. */
const FORGED = 'x\u001b[2J\u001b[1A\u001b]0;t\u0007\b\r\u001b[32m✓ passed\0';

describe('plainRenderer', () => {
  it('writes a line per event and no control characters into a pipe', () => {
    expect(plain(RUN).split('\n')).toEqual([
      'ubuntu22  vm-run',
      '  memory       1024',
      '  ✓ boot        4.2 s',
      '  runner | hello',
      '  ! Slow host.',
      '  ✗ run          5 ms  no',
      'error INTERNAL',
      'a  b',
      'ubuntu22  failed in 1 min 05 s: No.',
      '',
    ]);
  });

  it.each<[string, FlightlineEvent, string]>([
    [
      'output',
      { type: 'output', scope: 'a', source: 'runner', line: FORGED },
      '  runner | x\n  runner | ✓ passed\n',
    ],
    [
      'output of several lines',
      { type: 'output', scope: 'a', source: 'runner', line: 'one\ntwo' },
      '  runner | one\n  runner | two\n',
    ],
    [
      'a notice',
      { type: 'notice', scope: 'a', level: 'info', message: FORGED },
      '  i x ✓ passed\n',
    ],
    [
      'a verdict',
      { type: 'verdict', scope: 'a', verdict: 'failed', because: FORGED, durationMs: 1 },
      'a  failed in 1 ms: x ✓ passed\n',
    ],
    [
      'a detail',
      { type: 'phase-ended', scope: 'a', phase: 'run', ok: false, durationMs: 1, detail: FORGED },
      '  ✗ run          1 ms  x ✓ passed\n',
    ],
  ])('makes %s of a guest printable, on a terminal too', (_, event, expected) => {
    expect(plain([event])).toBe(expected);
    expect(plain([event], { terminal: true }).replace(/\u001b\[\d+m/g, '')).toBe(expected);
  });

  it('keeps the colours of painted lines on a terminal only', () => {
    const report = {
      type: 'report',
      scope: 'a',
      lines: ['\u001b[31mx\u001b[39m\u001b[2J'],
    } as const;
    expect(plain([report])).toBe('x\n');
    expect(plain([report], { terminal: true })).toBe('\u001b[31mx\u001b[39m\n');
  });

  it('shows one live line on a terminal, no wider than it, and takes it away', () => {
    const text = plain(
      [
        { type: 'progress', scope: 'a', phase: 'image', detail: 'd\n'.repeat(50) },
        { type: 'output', scope: 'a', source: 'runner', line: 'x' },
      ],
      { terminal: true, columns: 20 },
    );
    const [live, rest] = text.split('\r\u001b[K');
    expect(live).toMatch(/^ {2}… image [d ]+$/);
    expect(live).toHaveLength(19);
    expect(rest).toContain('x\n');
  });

  describe('says progress in a pipe', () => {
    const progress = (phase: string, done: number): FlightlineEvent => ({
      ...{ type: 'progress', scope: 'a', phase, detail: 'fetching' },
      ...{ done, total: 2048, unit: 'bytes' },
    });
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    it('once, then seldom, and the last of it', () => {
      const lines: string[] = [];
      const reporter = plainRenderer({ write: (part) => lines.push(part), terminal: false });
      for (const done of [0, 512, 1024]) reporter.emit(progress('image', done));
      jest.advanceTimersByTime(9_000);
      expect(lines).toEqual(['  · image     fetching 0 B of 2.0 KiB (0 %)\n']);
      jest.advanceTimersByTime(2_000);
      expect(lines.slice(1)).toEqual(['  · image     fetching 1.0 KiB of 2.0 KiB (50 %)\n']);
      reporter.emit(progress('image', 2048));
      reporter.emit({
        ...{ type: 'phase-ended', scope: 'a', phase: 'image', ok: true, durationMs: 5 },
      });
      jest.advanceTimersByTime(20_000);
      expect(lines.slice(2)).toEqual(['  ✓ image        5 ms\n']);
    });

    it('of each phase', () => {
      expect(plain([progress('image', 0), progress('image', 1024), progress('push', 1024)])).toBe(
        '  · image     fetching 0 B of 2.0 KiB (0 %)\n  · push      fetching 1.0 KiB of 2.0 KiB (50 %)\n',
      );
    });
  });
});

describe('jsonRenderer', () => {
  it('writes one printable object a line, with the time', () => {
    let text = '';
    const reporter = jsonRenderer((part) => (text += part));
    for (const event of RUN) reporter.emit(event);
    reporter.emit({ type: 'output', scope: 'a', source: 'runner', line: FORGED });
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as StampedEvent);
    expect(lines).toHaveLength(RUN.length + 1);
    expect(lines[0]).toMatchObject({ ...RUN[0] });
    expect(lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(lines.at(-1)).toMatchObject({ line: 'x\n✓ passed' });
  });
});

describe('fanOut', () => {
  it('hands each event to all reporters', () => {
    const [one, two] = [recordingReporter(), recordingReporter()];
    const both = fanOut(one, two);
    for (const event of RUN) both.emit(event);
    both.close();
    expect(one.events).toEqual(RUN);
    expect(two.events).toEqual(RUN);
  });
});
