// What a guest, an engine or a package manager prints is untrusted: escape sequences can move the cursor, rename
// the window or rewrite what stands above, and bidirectional marks can reorder a line.
import type { FlightlineEvent } from './event';

/**
 * Escape sequences as ECMA-48 builds them, with either form of their introducer. A control string without its end
 * loses its introducer only, so that a stray one cannot swallow the rest of a line. No part of a pattern can match
 * an introducer: linear time on any input.
 */
const SEQUENCES = [
  // Control sequences, e.g. colours.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?/,
  // Control strings, e.g. titles and links.
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0080-\u009f]*(?:\u0007|\u001b\\|\u009c)/,
  // Escapes of two characters.
  /\u001b[ -/]*[0-~]/,
];
/** Control characters but tab and line feed, and the marks that reorder text. */
const CONTROLS = /[\0-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const UNPRINTABLE = new RegExp([...SEQUENCES, CONTROLS].map(({ source }) => source).join('|'), 'g');
const COLOUR = /^\u001b\[[\d;]*m$/;

/**
 * Text without escape sequences, and without control characters but tab and line feed. What a carriage return would
 * have overwritten, as progress bars do, becomes a line of its own: nothing is hidden.
 */
export function printable(text: string): string {
  if (!CONTROLS.test(text)) return text;
  return text
    .replace(UNPRINTABLE, (found) => (found === '\r' ? '\r' : ''))
    .replace(/\r+/g, '\r')
    .replace(/\r(?=\n|$)/g, '')
    .replaceAll('\r', '\n');
}

/** The same, but colours stay: for lines of our own that were painted. */
export function printableInColour(text: string): string {
  return text.replace(UNPRINTABLE, (found) => (COLOUR.test(found) ? found : ''));
}

/** Every text of an event made printable; `painted` decides about the lines that a program may have painted. */
export function printableEvent(
  event: FlightlineEvent,
  painted: (line: string) => string = printable,
): FlightlineEvent {
  const clean = mapTexts(event, printable);
  if (event.type !== 'error' && event.type !== 'report') return clean;
  return { ...clean, lines: event.lines.map(painted) } as FlightlineEvent;
}

/** A copy of plain data with each text in it replaced. */
export function mapTexts<T>(value: T, change: (text: string) => string): T;
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]),
  );
}
