import type { Reporter } from '@flightline/core/events';

export interface Phase {
  end(ok: boolean, detail?: string): void;
}

/** Tells that a phase begins, and with its end how long it took. */
export function beginPhase(
  reporter: Reporter,
  scope: string,
  phase: string,
  detail: string,
): Phase {
  const startedAt = performance.now();
  reporter.emit({ type: 'phase-started', scope, phase, detail });
  return {
    end: (ok, ended) =>
      reporter.emit({
        type: 'phase-ended',
        scope,
        phase,
        ok,
        durationMs: performance.now() - startedAt,
        ...(ended === undefined ? {} : { detail: ended }),
      }),
  };
}
