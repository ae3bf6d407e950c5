import type { FlightlineEvent, Reporter } from '../events';

/** A reporter that keeps what it is told. */
export function recordingReporter(): Reporter & { readonly events: readonly FlightlineEvent[] } {
  const events: FlightlineEvent[] = [];
  return { events, emit: (event) => void events.push(event), close: () => undefined };
}
