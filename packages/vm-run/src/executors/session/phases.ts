import { once } from 'node:events';
import { explainSystemError } from '@flightline/core/errors';
import type { Reporter } from '@flightline/core/events';
import type { PhaseResult } from '@flightline/core/evidence';
import type { Phase, Verdict } from '@flightline/core/model';
import { RunFailure, verdictOf } from './verdict';

const INTERRUPTION_GRACE_MS = 500;

/** The first failure of a run; later ones (a collect after a crash, say) do not hide it. */
export interface Failure {
  phase: Phase;
  verdict: Verdict;
  error: unknown;
}

export interface PhaseOptions {
  /** In ms; none by default. */
  timeout?: number;
  /** The limit in words, for the message. */
  limitText?: string;
  /** What the phase is about, shown while it runs. */
  detail?: string;
  /** A phase that cleans up runs on when the run is interrupted. */
  uninterruptible?: boolean;
}

/** Works through the phases of one run: times them, tells of them, and keeps the first failure. */
export class Phases {
  readonly results: PhaseResult[] = [];
  failure: Failure | undefined;
  /** Time that phases within the one that runs now took, in ms: it is theirs. */
  private inner = 0;
  private now: Phase | undefined;

  constructor(
    private readonly scope: string,
    private readonly reporter: Reporter,
    private readonly interruption: AbortSignal,
    /** Called before a phase begins, and goes on after one within it; the phase fails with what it raises. */
    private readonly onStart: (phase: Phase) => void = () => undefined,
  ) {}

  /**
   * Runs one phase and resolves to its value, or to undefined when it failed. `work` returns its value and a
   * few words about it; it gets a signal that fires at the phase's time limit and at an interruption.
   */
  async run<T>(
    phase: Phase,
    work: (signal: AbortSignal, describe: (detail: string) => void) => Promise<T>,
    options: PhaseOptions = {},
  ): Promise<T | undefined> {
    const { timeout, detail, uninterruptible = false } = options;
    const startedAt = performance.now();
    const around = { phase: this.now, inner: this.inner };
    this.now = phase;
    this.inner = 0;
    const limit = timeout === undefined ? undefined : AbortSignal.timeout(Math.ceil(timeout));
    const signals = [
      ...(uninterruptible ? [] : [this.interruption]),
      ...(limit === undefined ? [] : [limit]),
    ];
    let outcome: string | undefined;
    try {
      this.onStart(phase);
      const started = { type: 'phase-started', scope: this.scope, phase } as const;
      this.reporter.emit({ ...started, ...(detail === undefined ? {} : { detail }) });
      const signal = AbortSignal.any(signals);
      signal.throwIfAborted();
      const value = await work(signal, (text) => (outcome = text));
      this.end(phase, true, startedAt, outcome);
      if (around.phase !== undefined) this.onStart(around.phase);
      return value;
    } catch (error) {
      await this.awaitInterruption();
      const reason = this.explain(error, limit, options);
      this.failure ??= { phase, verdict: verdictOf(reason), error: reason };
      this.end(phase, false, startedAt, (reason as Error).message);
      return undefined;
    } finally {
      this.now = around.phase;
      this.inner = around.inner + performance.now() - startedAt;
    }
  }

  /** How long all phases of a kind took so far, in ms. */
  timeOf(phase: Phase): number {
    const all = this.results.filter((result) => result.phase === phase);
    return all.reduce((sum, { durationMs }) => sum + durationMs, 0);
  }

  /**
   * Nx ends the leaves of a task's process tree first: QEMU and ssh are gone a moment before our own signal
   * arrives. That moment is waited for, so that an interrupted run is not taken for a broken host.
   */
  private async awaitInterruption(): Promise<void> {
    if (this.interruption.aborted) return;
    const moment = AbortSignal.timeout(INTERRUPTION_GRACE_MS);
    await once(AbortSignal.any([this.interruption, moment]), 'abort');
  }

  /** An interruption and a time limit show themselves as all sorts of errors; they are named for what they are. */
  private explain(error: unknown, limit: AbortSignal | undefined, options: PhaseOptions): unknown {
    if (this.interruption.aborted) {
      const signal = String(this.interruption.reason);
      return new RunFailure('aborted', `The run was interrupted by ${signal}.`);
    }
    if (limit?.aborted === true && !(error instanceof RunFailure)) {
      const { timeout = 0, limitText = `its limit of ${Math.round(timeout / 1000)} s` } = options;
      return new RunFailure('timeout', `It took longer than ${limitText}.`);
    }
    return explainSystemError(error);
  }

  private end(phase: Phase, ok: boolean, startedAt: number, detail: string | undefined): void {
    const durationMs = Math.round(performance.now() - startedAt - this.inner);
    const result = { phase, ok, durationMs, ...(detail === undefined ? {} : { detail }) };
    this.results.push(result);
    this.reporter.emit({ type: 'phase-ended', scope: this.scope, ...result });
  }
}
