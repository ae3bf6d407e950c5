import { appendFileSync } from 'node:fs';
import type { FlightlineEvent, Reporter, StampedEvent } from './event';
import { printableEvent } from './printable';

export function stamp(event: FlightlineEvent, now: Date = new Date()): StampedEvent {
  return { time: now.toISOString(), ...event };
}

/** One JSON object a line, to a stream; its texts are printable and have no colours. */
export function jsonRenderer(write: (text: string) => void): Reporter {
  return {
    emit: (event) => write(`${JSON.stringify(stamp(printableEvent(event)))}\n`),
    close: () => undefined,
  };
}

/**
 * One JSON object a line, at the end of a file; each line is written at once, so that others can follow. A disk
 * that takes no more ends the file, not the run.
 */
export function fileReporter(path: string): Reporter {
  let full = false;
  return jsonRenderer((text) => {
    if (full) return;
    try {
      appendFileSync(path, text);
    } catch {
      full = true;
    }
  });
}
