import { type FlightlineEvent, type Reporter, formatDuration } from '@flightline/core/events';

/**
 * The events of all boxes as lines of one matrix: who started, which phase is over, how it ended. What a box
 * says in detail stands in its own log.
 */
export function matrixView(
  reporter: Reporter,
  release: string,
  boxes: readonly string[],
): (event: FlightlineEvent) => void {
  const width = Math.max(...boxes.map((name) => name.length));
  const ended = new Set<string>();
  const told = new Set<string>();
  const say = (box: string, symbol: string, text: string) =>
    reporter.emit({
      type: 'report',
      scope: box,
      lines: [`  ${symbol} ${box.padEnd(width)}  ${text}`],
    });

  return (event) => {
    switch (event.type) {
      case 'phase-ended':
        if (event.phase !== 'destroy' || !event.ok) {
          say(
            event.scope,
            event.ok ? '✓' : '✗',
            `${event.phase.padEnd(8)} ${formatDuration(event.durationMs).padStart(7)}  ${event.detail ?? ''}`.trimEnd(),
          );
        }
        return;
      case 'verdict':
        ended.add(event.scope);
        say(
          event.scope,
          event.verdict === 'passed' ? '✓' : '✗',
          `${event.verdict} in ${formatDuration(event.durationMs)}${event.because === '' ? '' : `: ${event.because}`}  (${ended.size} of ${boxes.length} done)`,
        );
        return;
      case 'progress':
        reporter.emit({
          ...event,
          scope: release,
          phase: event.scope,
          detail: `${event.phase}: ${event.detail}`,
        });
        return;
      case 'error':
        for (const line of event.lines) say(event.scope, ' ', line);
        return;
      case 'started':
        say(event.scope, '·', event.title);
        return;
      case 'notice':
        // What is wrong with the host is wrong for every box; once is enough.
        if (event.level === 'warn' && !told.has(event.message))
          say(event.scope, '!', event.message);
        told.add(event.message);
        return;
      case 'phase-started':
      case 'output':
      case 'report':
        return;
    }
  };
}
