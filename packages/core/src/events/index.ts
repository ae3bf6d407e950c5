export { fanOut, withoutOutput } from './event';
export type { FlightlineEvent, Reporter, StampedEvent } from './event';
export { formatBytes, formatDuration, formatTable } from './format';
export { fileReporter, jsonRenderer, stamp } from './ndjson';
export { plainRenderer } from './plain';
export type { PlainOptions } from './plain';
export { mapTexts, printable } from './printable';
