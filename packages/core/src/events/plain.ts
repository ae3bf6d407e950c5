// A line per event. On a terminal, colour and one live line at the bottom; in a pipe no control characters
// at all, because Nx prefixes, stores and replays what an executor prints.
import { createColors } from 'picocolors';
import type { FlightlineEvent, Reporter } from './event';
import { formatBytes, formatDuration } from './format';
import { printable, printableEvent, printableInColour } from './printable';
import { seldom } from './seldom';

export interface PlainOptions {
  write: (text: string) => void;
  /** True on a terminal: colour and a live line. */
  terminal: boolean;
  /** Width of the terminal in columns. */
  columns?: number;
}

type Paint = ReturnType<typeof createColors>;
type EventOf<T extends FlightlineEvent['type']> = Extract<FlightlineEvent, { type: T }>;
type Lines = {
  [T in FlightlineEvent['type']]: (event: EventOf<T>, paint: Paint) => readonly string[];
};

/** Without a terminal a progress line comes at most this often, in ms. */
const QUIET_MS = 10_000;

const LINES: Lines = {
  started: ({ scope, title, facts = {} }, paint) => [
    `${paint.bold(scope)}  ${title}`,
    ...Object.entries(facts).map(([name, value]) => `  ${paint.dim(name.padEnd(12))} ${value}`),
  ],
  'phase-started': () => [],
  progress: (event, paint) => [
    `  ${paint.dim('·')} ${event.phase.padEnd(9)} ${progressText(event)}`,
  ],
  'phase-ended': ({ phase, ok, durationMs, detail }, paint) => [
    `  ${ok ? paint.green('✓') : paint.red('✗')} ${phase.padEnd(9)} ${formatDuration(durationMs).padStart(7)}${detail ? `  ${detail}` : ''}`,
  ],
  output: ({ source, line }, paint) =>
    line.split('\n').map((part) => `  ${paint.dim(`${source} |`)} ${part}`),
  notice: ({ level, message }, paint) => [
    `  ${level === 'warn' ? paint.yellow('! ') : paint.cyan('i ')}${message}`,
  ],
  error: ({ lines }) => lines,
  report: ({ lines }) => lines,
  verdict: ({ scope, verdict, because, durationMs }, paint) => [
    `${paint.bold(scope)}  ${(verdict === 'passed' ? paint.green : paint.red)(verdict)} in ${formatDuration(durationMs)}${because ? `: ${because}` : ''}`,
  ],
};

export function plainRenderer({ write, terminal, columns = 80 }: PlainOptions): Reporter {
  const paint = createColors(terminal);
  let live = false;

  const clearLive = () => {
    if (live) write('\r\u001b[K');
    live = false;
  };
  const printLines = (event: FlightlineEvent) => {
    clearLive();
    const lines = (
      LINES[event.type] as (event: FlightlineEvent, paint: Paint) => readonly string[]
    )(event, paint);
    // A text that came from elsewhere cannot begin a line of its own.
    for (const line of lines) write(`${oneLine(line)}\n`);
  };
  const progress = seldom<EventOf<'progress'>>(QUIET_MS, printLines);
  const showLive = (text: string) => {
    clearLive();
    write(oneLine(text).slice(0, columns - 1));
    live = true;
  };

  return {
    emit: (raw) => {
      const event = printableEvent(raw, terminal ? printableInColour : printable);
      if (event.type === 'phase-started' && terminal) {
        showLive(`  … ${event.phase}${event.detail ? `  ${event.detail}` : ''}`);
      } else if (event.type === 'progress') {
        if (terminal) {
          showLive(`  … ${event.phase.padEnd(9)} ${progressText(event)}`);
          return;
        }
        progress.take(progressKey(event), event);
      } else {
        if (event.type === 'phase-ended') progress.end(progressKey(event));
        printLines(event);
      }
    },
    close: () => {
      progress.close();
      clearLive();
    },
  };
}

const progressKey = ({ scope, phase }: EventOf<'progress' | 'phase-ended'>) => `${scope} ${phase}`;

const oneLine = (text: string): string => text.replaceAll('\n', ' ');

function progressText({ detail, done, total, unit }: EventOf<'progress'>): string {
  if (done === undefined) return detail;
  const count = (value: number) => (unit === 'bytes' ? formatBytes(value) : String(value));
  const share =
    total === undefined || total === 0 ? '' : ` (${Math.floor((100 * done) / total)} %)`;
  return `${detail} ${count(done)}${total === undefined ? '' : ` of ${count(total)}`}${unit === 'bytes' || unit === undefined ? '' : ` ${unit}`}${share}`;
}
