// A fix is proven by what failed: the same boxes green again, with an artifact that is another one. Green again with the
// old artifact proves that the failure comes and goes, and then no later green proves anything.
import {
  type Incident,
  type IncidentFacts,
  type IncidentRun,
  isProof,
  unproven,
} from '@flightline/core/incidents';
import type { BoxReport } from '../executors/triage/report';

/** What the evidence at hand says about an incident. */
export interface Judgement {
  /** What becomes of its document; undefined when it stays as it is. */
  change: Pick<IncidentFacts, 'state' | 'green'> | undefined;
  /** Boxes that have not been seen green with another artifact; empty unless it is open. */
  waitsFor: string[];
}

export function judgeIncident(incident: Incident, boxes: readonly BoxReport[]): Judgement {
  if (incident.state !== 'open') return { change: undefined, waitsFor: [] };
  const { failed } = incident;
  const green = boxes.filter((box) => box.green).flatMap(runOf);
  const again = green.filter((run) => failed.some((before) => isAgain(before, run)));
  if (again.length > 0) return { change: { state: 'flaky', green: again }, waitsFor: [] };
  const proof = green.filter((run) => failed.some((before) => isProof(before, run)));
  const left = unproven({ failed, green: proof });
  return {
    change: left.length === 0 ? { state: 'closed', green: proof } : undefined,
    waitsFor: left.map(({ box }) => box),
  };
}

const isAgain = (failed: IncidentRun, green: IncidentRun): boolean =>
  failed.box === green.box &&
  failed.artifact === green.artifact &&
  failed.startedAt < green.startedAt;

/** The run a box's evidence is of; none where it does not say when it ran and with what. */
export function runOf({ box, startedAt, digests }: BoxReport): IncidentRun[] {
  if (startedAt === null || digests === null || digests.artifact === null) return [];
  const { artifact, image, runner } = digests;
  return [{ box, startedAt, artifact, image, runner }];
}
