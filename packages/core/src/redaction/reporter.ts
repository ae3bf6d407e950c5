import { type Reporter, mapTexts } from '../events';
import type { Redaction } from './redaction';

/** Events without secrets, for all who are told of them. */
export function redacted(reporter: Reporter, redaction: Redaction): Reporter {
  return {
    emit: (event) => reporter.emit(mapTexts(event, (text) => redaction.text(text))),
    close: () => reporter.close(),
  };
}
