import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { FlightlineError } from '@flightline/core/errors';
import { writeFileAtomically } from '@flightline/core/evidence';
import {
  INCIDENTS_FOLDER,
  type Incident,
  parseIncident,
  withFacts,
} from '@flightline/core/incidents';
import type { BoxReport, IncidentReport, Remark } from '../executors/triage/report';
import { withValidation } from './document';
import { judgeIncident } from './judge';

/** Whose incidents, and where they stand. */
interface Place {
  release: string;
  workspaceRoot: string;
  /** Relative to the workspace. */
  releaseRoot: string;
}

/**
 * Holds the incidents of a release against the evidence at hand, and writes into their documents what became of them.
 * A document that cannot be followed is a remark and stays as it is.
 * @param time ISO 8601
 */
export function keepIncidents(
  boxes: readonly BoxReport[],
  place: Place,
  time: string,
): { incidents: IncidentReport[]; remarks: Remark[] } {
  const incidents: IncidentReport[] = [];
  const remarks: Remark[] = [];
  for (const file of documentsIn(place)) {
    const path = join(place.workspaceRoot, file);
    const text = readFileSync(path, 'utf8');
    try {
      const incident = parseIncident(text, file);
      if (incident?.release !== place.release) continue;
      incidents.push(keep(incident, text, boxes, { path, time }));
    } catch (error) {
      if (!(error instanceof FlightlineError)) throw error;
      remarks.push(...remarksOn(error, file));
    }
  }
  return { incidents, remarks };
}

function keep(
  incident: Incident,
  text: string,
  boxes: readonly BoxReport[],
  { path, time }: { path: string; time: string },
): IncidentReport {
  const { file, title, severity, state } = incident;
  const { change, waitsFor } = judgeIncident(incident, boxes);
  const report = { file, title, severity, waitsFor };
  if (change === undefined) return { ...report, state };
  const body = (before: string) => withValidation(before, { ...incident, ...change }, time);
  writeFileAtomically(path, withFacts(text, change, body));
  return { ...report, state: change.state, was: state };
}

function documentsIn({ workspaceRoot, releaseRoot }: Place): string[] {
  const folder = posix.join(releaseRoot, INCIDENTS_FOLDER);
  try {
    return readdirSync(join(workspaceRoot, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map(({ name }) => posix.join(folder, name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const remarksOn = (
  { message, problems }: Pick<FlightlineError, 'message' | 'problems'>,
  file: string,
): Remark[] =>
  problems.map((problem) => ({
    ...{ kind: 'incident', severity: 'soft', file },
    ...(problem.line === undefined ? {} : { line: problem.line }),
    message: `${message} ${problem.key === undefined ? '' : `'${problem.key}': `}${problem.message}`,
  }));
