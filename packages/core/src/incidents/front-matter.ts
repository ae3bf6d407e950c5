import { parseDocument, stringify } from 'yaml';
import type { IncidentFacts } from './incident';

const FENCED = /^---\r?\n([\s\S]*?\n)---\r?\n/;

/** A document in its two parts; undefined when it does not begin with front matter. */
export function splitDocument(text: string): { yaml: string; body: string } | undefined {
  const found = FENCED.exec(text);
  return found?.[1] === undefined
    ? undefined
    : { yaml: found[1], body: text.slice(found[0].length) };
}

/** Lines of any length stay one: a digest is no prose. */
const STYLE = { lineWidth: 0 };

export const joinDocument = (facts: IncidentFacts, body: string): string =>
  `---\n${stringify(facts, STYLE)}---\n${body}`;

/**
 * The document with some of its facts changed; everything else in it, comments too, stays as somebody wrote it.
 * @param text a document with front matter
 */
export function withFacts(
  text: string,
  facts: Partial<IncidentFacts>,
  body: (before: string) => string,
): string {
  const parts = splitDocument(text) ?? { yaml: '', body: text };
  const document = parseDocument(parts.yaml);
  for (const [key, value] of Object.entries(facts)) document.set(key, document.createNode(value));
  return `---\n${document.toString(STYLE)}---\n${body(parts.body)}`;
}
