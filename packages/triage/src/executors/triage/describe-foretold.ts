import type { Tone } from './describe-box';
import type { Foretold } from './report';

/** A failure that preflight knew is still one; what it got wrong is to be looked at. */
export function foretoldTone({ foretold, outcome }: Foretold): Tone {
  if (outcome === 'not known') return 'open';
  return (outcome === 'happened') === foretold.length > 0 ? 'good' : 'bad';
}

const KINDS: Readonly<Record<Foretold['kind'], string>> = {
  start: 'that it cannot start',
  leak: 'that it leaks into programs of the box',
};

/** `that it cannot start: <message> (elf-start), and 3 more`, or that nobody did. */
export function foretoldText({ kind, foretold }: Foretold): string {
  const [first] = foretold;
  if (first === undefined) return `nothing about it (${KINDS[kind]})`;
  const more = foretold.length === 1 ? '' : `, and ${foretold.length - 1} more`;
  return `${KINDS[kind]}: ${first.message} (${first.check})${more}`;
}

/** What happened, beside that. */
export function outcomeText({ outcome, findings }: Foretold): string {
  const [first] = findings;
  if (first === undefined)
    return outcome === 'not known' ? 'not known: no runner has spoken' : 'nothing of the kind';
  const more = findings.length === 1 ? '' : `, and ${findings.length - 1} more`;
  return `${first.rule}, ${first.file}:${first.line}${more}`;
}
