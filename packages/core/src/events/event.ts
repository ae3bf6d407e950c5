import type { Verdict } from '../model/verdict';

/**
 * What happens while an executor works. Programs emit these and never print; a renderer turns them into
 * lines for a person or for a machine. One shape serves all executors; `scope` is the box, engine or
 * product that an event is about.
 */
export type FlightlineEvent =
  | {
      type: 'started';
      scope: string;
      title: string;
      facts?: Readonly<Record<string, string | number>>;
    }
  | { type: 'phase-started'; scope: string; phase: string; detail?: string }
  | {
      type: 'progress';
      scope: string;
      phase: string;
      detail: string;
      done?: number;
      total?: number;
      unit?: 'bytes' | 'packages' | 'steps';
    }
  | {
      type: 'phase-ended';
      scope: string;
      phase: string;
      ok: boolean;
      durationMs: number;
      detail?: string;
    }
  /** A line that something else printed: runner, engine, package manager. Renderers make it printable. */
  | { type: 'output'; scope: string; source: string; line: string }
  | { type: 'notice'; scope: string; level: 'info' | 'warn'; message: string }
  | { type: 'error'; scope: string; code: string; lines: readonly string[] }
  /** A finished text, e.g. a table, for people, painted or not; `data` is the same for machines. */
  | { type: 'report'; scope: string; lines: readonly string[]; data?: unknown }
  | { type: 'verdict'; scope: string; verdict: Verdict; because: string; durationMs: number };

/** An event with the time it happened (ISO 8601, UTC), as it stands in events.ndjson. */
export type StampedEvent = { time: string } & FlightlineEvent;

export interface Reporter {
  emit(event: FlightlineEvent): void;
  /** Ends a live line; nothing may be emitted afterwards. */
  close(): void;
}

/** Hands each event to all of them. */
export function fanOut(...reporters: readonly Reporter[]): Reporter {
  return {
    emit: (event) => reporters.forEach((reporter) => reporter.emit(event)),
    close: () => reporters.forEach((reporter) => reporter.close()),
  };
}

/** Leaves out what other programs print: where that is kept in a log of its own, once is enough. */
export function withoutOutput(reporter: Reporter): Reporter {
  return {
    emit: (event) => {
      if (event.type !== 'output') reporter.emit(event);
    },
    close: () => reporter.close(),
  };
}
