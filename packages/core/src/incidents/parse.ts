import { type Problem, UserError } from '../errors';
import { type SourceDocument, parseYaml } from '../readers/yaml';
import { splitDocument } from './front-matter';
import { INCIDENT_SEVERITIES, INCIDENT_STATES, type IncidentFacts } from './incident';

/** An incident as its document tells it. */
export interface Incident extends IncidentFacts {
  file: string;
  /** Line of its state in that file. */
  line: number;
  /** The first heading; the name of the file where there is none. */
  title: string;
}

/**
 * Reads the document of an incident; undefined for one without front matter, which is something else. Raises
 * FILE_UNREADABLE, and INCIDENT_INVALID with all that is wrong.
 * @param file how messages name it
 */
export function parseIncident(text: string, file: string): Incident | undefined {
  const parts = splitDocument(text);
  if (parts === undefined) return undefined;
  const document = parseYaml(parts.yaml, file);
  const problems = mistakesIn(document);
  if (problems.length > 0) {
    const title = `'${file}' is no incident that triage can follow.`;
    throw new UserError('INCIDENT_INVALID', title, 'Correct what is listed.', { problems });
  }
  return {
    ...(document.value([]) as IncidentFacts),
    file,
    line: lineOf(document, 'state'),
    title: /^# +(.+)$/m.exec(parts.body)?.[1] ?? file,
  };
}

/** The front matter begins below its fence. */
const lineOf = (document: SourceDocument, key: string): number =>
  (document.position([key])?.line ?? 0) + 1;

type Holds = (value: unknown) => boolean;

const isText: Holds = (value) => typeof value === 'string' && value !== '';
const oneOf =
  (all: readonly string[]): Holds =>
  (value) =>
    all.some((one) => one === value);
const runs =
  (least: number): Holds =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(isRun);

function isRun(value: unknown): boolean {
  const { box, startedAt, artifact, image, runner } = Object(value) as Record<string, unknown>;
  const known = [box, startedAt, artifact].every(isText);
  return known && [image, runner].every((one) => one === null || isText(one));
}

const RUN = 'box, startedAt, artifact, image and runner';

/** What each key has to be. */
const KEYS: Readonly<Record<keyof IncidentFacts, readonly [holds: Holds, says: string]>> = {
  state: [oneOf(INCIDENT_STATES), `one of ${INCIDENT_STATES.join(', ')}`],
  severity: [oneOf(INCIDENT_SEVERITIES), `one of ${INCIDENT_SEVERITIES.join(', ')}`],
  release: [isText, 'the name of a release project'],
  cause: [isText, 'the id of a cause in triage.json'],
  opened: [isText, 'a date'],
  reproduce: [isText, 'a command'],
  failed: [runs(1), `a list of runs, each with ${RUN}`],
  green: [runs(0), `a list of runs, each with ${RUN}; [] when there are none`],
};

function mistakesIn(document: SourceDocument): Problem[] {
  return Object.entries(KEYS)
    .filter(([key, [holds]]) => !holds(document.value([key])))
    .map(([key, [, says]]) => ({
      ...{ file: document.file, line: lineOf(document, key), key },
      message: `It has to be ${says}.`,
    }));
}
