// What the evidence of the boxes says, and whether it may say so.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Evidence,
  evidencePaths,
  fileDigest,
  folderDigest,
  readEvidence,
} from '@flightline/core/evidence';
import { type Moment, MOMENTS } from './faults';
import { LAST_WORDS, type Stage } from './stage';

export const evidenceOf = ({ evidenceDir }: Stage, box: string): Evidence =>
  readEvidence(evidenceDir, box, box);

/** Where the run of a box is, by its own events; undefined before it has begun. */
export function phaseOf(stage: Stage, box: string): Moment | undefined {
  const evidence = evidenceOf(stage, box);
  if (evidence.state !== 'running') return undefined;
  return eventsIn(evidence.paths.events)
    .map(({ phase }) => MOMENTS.find((moment) => moment === phase))
    .findLast((phase) => phase !== undefined);
}

function eventsIn(path: string): { type: string; phase?: string }[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  // The last line may be on its way.
  const lines = text.split('\n').slice(0, -1);
  return lines
    .map((line) => JSON.parse(line) as { type: string; phase?: string })
    .filter(({ type }) => type === 'phase-started');
}

/** E.g. `passed`, `aborted`, `running, gone`. */
export function stateOf(evidence: Evidence): string {
  if (evidence.state === 'running') return evidence.alive ? 'running' : 'running, gone';
  return evidence.state === 'finished' ? evidence.result.verdict : evidence.state;
}

/** The verdict is a promise: every phase went well, and the runner came to its end. */
export function passedProblems(box: string, evidence: Evidence): string[] {
  if (evidence.state !== 'finished' || evidence.result.verdict !== 'passed') return [];
  const { result, paths } = evidence;
  const ended = result.phases.filter(({ ok }) => ok).map(({ phase }) => phase as string);
  const missing = ['host', 'admit', 'image', 'machine', 'push', 'run', 'collect', 'destroy'].filter(
    (phase) => !ended.includes(phase),
  );
  const log = existsSync(paths.log) ? readFileSync(paths.log, 'utf8') : '';
  const lines: readonly (readonly [holds: boolean, problem: string])[] = [
    [missing.length === 0, `without the phases ${missing.join(', ')}`],
    [result.runnerExitCode === 0, `with the runner's exit code ${String(result.runnerExitCode)}`],
    [log.trimEnd().endsWith(LAST_WORDS), "without the runner's last words in its log"],
    [existsSync(join(paths.reports, 'compass.xml')), 'without the report of the runner'],
  ];
  return lines.flatMap(([holds, problem]) => (holds ? [] : [`'${box}' passed ${problem}.`]));
}

/** Tells all that stands of a box from anything else. */
export async function fingerprint({ evidenceDir }: Stage, box: string): Promise<string> {
  const { log, reports, results } = evidencePaths(evidenceDir, box, box);
  const folders = [reports, results].map((path) => (existsSync(path) ? folderDigest(path) : ''));
  return [...folders, existsSync(log) ? await fileDigest(log) : ''].join(' ');
}
