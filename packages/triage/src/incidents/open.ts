import { posix } from 'node:path';
import { UserError } from '@flightline/core/errors';
import {
  INCIDENTS_FOLDER,
  type Incident,
  type IncidentFacts,
  type IncidentSeverity,
  joinDocument,
} from '@flightline/core/incidents';
import type { Cause, TriageReport } from '../executors/triage/report';
import { runCommand } from '../thinking/commands';
import { bodyOf } from './document';
import { runOf } from './judge';

/** What a person may say about it. */
export interface Wishes {
  /** Id of the cause, or of its rule; the most important one by default. */
  cause?: string;
  severity?: IncidentSeverity;
  /** The last part of the name of the file. */
  name?: string;
}

/** What stands there already. */
export interface Standing {
  /** Relative to the workspace. */
  releaseRoot: string;
  incidents: readonly Incident[];
  isTaken: (path: string) => boolean;
}

/** The document of a cause: its path relative to the workspace, and its text. Raises OPTIONS_INVALID. */
export function openIncident(
  report: TriageReport,
  wishes: Wishes,
  { releaseRoot, incidents, isTaken }: Standing,
): { path: string; text: string } {
  const cause = chosen(report, wishes.cause);
  const standing = incidents.find((one) => one.cause === cause.id && one.state !== 'closed');
  if (standing !== undefined) {
    throw new UserError(
      'OPTIONS_INVALID',
      `'${cause.id}' has an incident that is ${standing.state}.`,
      `Go on with '${standing.file}'.`,
    );
  }
  const facts = factsOf(cause, report, wishes.severity);
  const name = slugOf(wishes.name ?? cause.title);
  const path = (suffix: string) =>
    posix.join(releaseRoot, INCIDENTS_FOLDER, `${facts.opened}-${name}${suffix}.md`);
  let number = 1;
  while (isTaken(path(number === 1 ? '' : `-${number}`))) number += 1;
  return {
    path: path(number === 1 ? '' : `-${number}`),
    text: joinDocument(facts, `\n${bodyOf(cause, facts, report)}`),
  };
}

function chosen({ causes, release }: TriageReport, wanted: string | undefined): Cause {
  const all = causes.flatMap((cause) => [cause, ...cause.consequences]);
  const fitting = all.filter((cause) =>
    wanted === undefined
      ? cause.severity === 'hard' && cause.expected === undefined
      : cause.id === wanted || cause.rule === wanted,
  );
  const [first] = fitting;
  if (first !== undefined) return first;
  throw new UserError(
    'OPTIONS_INVALID',
    wanted === undefined
      ? `Triage of '${release}' found no cause of a failure.`
      : `Triage of '${release}' found no cause '${wanted}'.`,
    all.length === 0
      ? `Run the boxes, then: nx run ${release}:triage`
      : `Name one of these with --cause: ${all.map(({ id }) => `'${id}'`).join(', ')}.`,
  );
}

const SEVERITIES = { hard: 'high', soft: 'medium', info: 'low' } as const;

function factsOf(
  cause: Cause,
  { release, time, boxes }: TriageReport,
  severity: IncidentSeverity = SEVERITIES[cause.severity],
): IncidentFacts {
  const runs = cause.boxes.map((name) => {
    const box = boxes.find((one) => one.box === name);
    return { name, run: box === undefined ? undefined : runOf(box)[0] };
  });
  const unknown = runs.filter(({ run }) => run === undefined).map(({ name }) => `'${name}'`);
  if (unknown.length > 0) {
    throw new UserError(
      'OPTIONS_INVALID',
      `The evidence of ${unknown.join(', ')} does not say with which artifact it ran, so that nothing could ever prove a fix.`,
      `Run it, then: nx run ${release}:triage`,
    );
  }
  return {
    ...{ state: 'open', severity, release, cause: cause.id, opened: time.slice(0, 10) },
    reproduce: runCommand(cause.boxes),
    failed: runs.flatMap(({ run }) => run ?? []),
    green: [],
  };
}

const MAX_SLUG = 60;

function slugOf(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['incident'];
  return words.join('-').slice(0, MAX_SLUG).replace(/-$/, '');
}
