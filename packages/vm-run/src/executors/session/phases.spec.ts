import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, UserError } from '@flightline/core/errors';
import { recordingReporter } from '@flightline/core/testing';
import { Phases } from './phases';
import { RunFailure } from './verdict';

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the work gave up')));
  });

describe('phases', () => {
  it('tells of each phase and hands on its value', async () => {
    const reporter = recordingReporter();
    const phases = new Phases('bookworm', reporter, new AbortController().signal);
    await expect(
      phases.run('push', (_signal, describe) => {
        describe('two files');
        return Promise.resolve(42);
      }),
    ).resolves.toBe(42);
    expect(phases.results).toEqual([
      { phase: 'push', ok: true, durationMs: expect.any(Number) as number, detail: 'two files' },
    ]);
    expect(reporter.events.map(({ type }) => type)).toEqual(['phase-started', 'phase-ended']);
  });

  it.each([
    ['machine', new EnvironmentError('BOOT_FAILED', 'It did not come up.', ''), 'infra'],
    ['image', new UserError('IMAGE_UNLOCKED', 'It has no digest.', ''), 'image'],
    ['image', new EnvironmentError('MIRROR_UNREACHABLE', 'No answer.', ''), 'infra'],
    ['image', new UserError('IMAGE_DIGEST_MISMATCH', 'It is another image.', ''), 'image'],
    ['image', new EnvironmentError('DISK_FULL', 'The disk is full.', ''), 'infra'],
    ['machine', new EnvironmentError('IMAGE_DAMAGED', 'QEMU cannot read it.', ''), 'image'],
    ['run', new RunFailure('failed', 'Exit code 3.'), 'failed'],
    ['collect', new Error('a mistake'), 'infra'],
  ] as const)('a failing %s (%s) gives %s', async (phase, error, verdict) => {
    const phases = new Phases('bookworm', recordingReporter(), new AbortController().signal);
    await phases.run(phase, () => Promise.reject(error));
    expect(phases.failure).toMatchObject({ phase, verdict, error });
  });

  it('fails with what keeps it from beginning', async () => {
    const full = new EnvironmentError('DISK_FULL', 'The disk is full.', '');
    const signal = new AbortController().signal;
    const phases = new Phases('bookworm', recordingReporter(), signal, () => {
      throw full;
    });
    await expect(phases.run('push', () => Promise.resolve(42))).resolves.toBeUndefined();
    expect(phases.failure).toMatchObject({ phase: 'push', verdict: 'infra', error: full });
  });

  it('counts the time of a phase within another one as its own', async () => {
    const begun: string[] = [];
    const { signal } = new AbortController();
    const phases = new Phases('bookworm', recordingReporter(), signal, (phase) =>
      begun.push(phase),
    );
    const began = performance.now();
    await phases.run('machine', () => phases.run('admit', () => sleep(60)));
    const whole = Math.ceil(performance.now() - began);
    const [admit, machine] = phases.results.map(({ durationMs }) => durationMs);
    expect(phases.results.map(({ phase }) => phase)).toEqual(['admit', 'machine']);
    expect((admit ?? 0) + (machine ?? 0)).toBeLessThanOrEqual(whole + 1);
    expect(phases.timeOf('admit')).toBe(admit);
    expect(phases.timeOf('push')).toBe(0);
    expect(begun).toEqual(['machine', 'admit', 'machine']);
  });

  it('keeps the first failure', async () => {
    const phases = new Phases('bookworm', recordingReporter(), new AbortController().signal);
    await phases.run('run', () => Promise.reject(new RunFailure('failed', 'first')));
    await phases.run('collect', () => Promise.reject(new RunFailure('infra', 'second')));
    expect(phases.failure).toMatchObject({ phase: 'run', verdict: 'failed' });
    expect(phases.results.map(({ ok }) => ok)).toEqual([false, false]);
  });

  it('calls a time limit a timeout, whatever error it came out as', async () => {
    const phases = new Phases('bookworm', recordingReporter(), new AbortController().signal);
    await phases.run('run', untilAborted, { timeout: 20 });
    expect(phases.failure).toMatchObject({ verdict: 'timeout' });
  });

  it('calls an interruption aborted, and still cleans up', async () => {
    const interruption = new AbortController();
    const phases = new Phases('bookworm', recordingReporter(), interruption.signal);
    const running = phases.run('run', untilAborted);
    interruption.abort('SIGTERM');
    await running;
    await expect(
      phases.run('destroy', (signal) => Promise.resolve(signal.aborted), { uninterruptible: true }),
    ).resolves.toBe(false);
    expect(phases.failure).toMatchObject({
      verdict: 'aborted',
      error: { message: 'The run was interrupted by SIGTERM.' },
    });
  });

  it('waits a moment for the signal that explains why a machine vanished', async () => {
    const interruption = new AbortController();
    const phases = new Phases('bookworm', recordingReporter(), interruption.signal);
    const running = phases.run('run', () => Promise.reject(new RunFailure('infra', 'QEMU ended.')));
    setImmediate(() => interruption.abort('SIGINT'));
    await running;
    expect(phases.failure?.verdict).toBe('aborted');
  });
});
