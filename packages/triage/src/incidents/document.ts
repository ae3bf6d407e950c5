import type { IncidentFacts, IncidentRun } from '@flightline/core/incidents';
import { escapeMarkdown } from '@flightline/core/report';
import { boxesText, placeOf, separationText } from '../executors/triage/describe-cause';
import type { BoxFinding, Cause, TriageReport } from '../executors/triage/report';

/** What stands between these is written by triage. */
const BEGIN = '<!-- validation: written by triage -->';
const END = '<!-- end of validation -->';

/** The document below its facts: for people, who go on writing where triage stops. */
export function bodyOf(cause: Cause, facts: IncidentFacts, { boxes }: TriageReport): string {
  const split = separationText(cause);
  return `# ${escapeMarkdown(cause.title)}

## Symptom

On ${escapeMarkdown(boxesText(cause, boxes.length))}${split === '' ? '' : `; ${escapeMarkdown(split)}`}.

${cause.evidence === null ? '' : `${evidenceOf(cause.evidence)}\n`}## Reproduction

${fenced(facts.reproduce)}

${runsTable(facts.failed)}

## Root cause

${escapeMarkdown(cause.why)}

## Fix

${escapeMarkdown(cause.action)}

## Validation evidence

${validationOf(facts)}
`;
}

/** The body with what is known by now about the fix; whatever else stands in it is left alone. */
export function withValidation(body: string, facts: ValidatedFacts, time: string): string {
  const written = validationOf(facts, time);
  const [from, to] = [body.indexOf(BEGIN), body.indexOf(END)];
  if (from === -1 || to < from)
    return `${body.trimEnd()}\n\n## Validation evidence\n\n${written}\n`;
  return body.slice(0, from) + written + body.slice(to + END.length);
}

type ValidatedFacts = Pick<IncidentFacts, 'state' | 'failed' | 'green' | 'reproduce'>;

const SAYS: Readonly<Record<IncidentFacts['state'], string>> = {
  open: 'None yet. `triage` writes it when it finds the boxes above green with another artifact, in runs that came later.',
  closed: 'Each of the boxes was green in a later run, with another artifact.',
  flaky:
    'Green again with the artifact that failed: what failed comes and goes, and nothing was fixed. Once its cause is known and mended, set `state` back to `open` and `green` to `[]`; a green run with another artifact then proves it.',
};

function validationOf(facts: ValidatedFacts, time?: string): string {
  const { state, green, failed } = facts;
  const when = time === undefined ? '' : ` Found on ${time.slice(0, 10)}.`;
  const runs = green.length === 0 ? '' : `\n\n${runsTable(green, failed)}`;
  return `${BEGIN}\n\n${SAYS[state]}${when}${runs}\n\n${END}`;
}

function evidenceOf(evidence: BoxFinding): string {
  const { rule, text, excerpt } = evidence;
  const width = String(excerpt.from + excerpt.lines.length).length;
  const lines = excerpt.lines.map(
    (line, index) => `${String(excerpt.from + index).padStart(width)} | ${line}`,
  );
  return `The exact signature, by rule ${code(rule)}:

${fenced(text)}

Where it stood, ${code(placeOf(evidence))}:

${fenced(lines.join('\n'))}
`;
}

const COLUMNS = ['artifact', 'image', 'runner'] as const;

/** @param before the failing runs, to tell where a box ran with another runner or image than then */
function runsTable(runs: readonly IncidentRun[], before: readonly IncidentRun[] = []): string {
  const rows = runs.map((run) => {
    const failed = before.find(({ box }) => box === run.box);
    const cells = COLUMNS.map((key) => {
      const digest = run[key];
      const differs = key !== 'artifact' && failed !== undefined && failed[key] !== digest;
      return `${digest === null ? 'not known' : code(digest)}${differs ? ' (another than failed)' : ''}`;
    });
    return `| ${[escapeMarkdown(run.box), run.startedAt, ...cells].join(' | ')} |`;
  });
  return [
    '| box | ran | artifact | image | runner |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** A fence that nothing in the text can close. */
function fenced(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}text\n${text}\n${fence}`;
}

function code(text: string): string {
  const fence = fenceFor(text, 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(least, longest + 1));
}
