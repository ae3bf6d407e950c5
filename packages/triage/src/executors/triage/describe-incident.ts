import type { Tone } from './describe-box';
import type { IncidentReport } from './report';

/** `closed`, `flaky`, `open`: how good that is. */
export const incidentTone = ({ state }: Pick<IncidentReport, 'state'>): Tone =>
  state === 'closed' ? 'good' : 'open';

/** What became of an incident, as the second half of a sentence; empty for one that has been closed before. */
export function incidentText({ state, was, waitsFor, severity }: IncidentReport): string {
  if (state === 'flaky') {
    return was === undefined
      ? 'is flaky: no green run proves a fix'
      : 'is flaky: it was green again with the artifact that failed';
  }
  if (state === 'closed')
    return was === undefined ? '' : 'is closed: its boxes were green with another artifact';
  return `is open (${severity}) and waits for a green run with another artifact of ${waitsFor.join(', ')}`;
}
