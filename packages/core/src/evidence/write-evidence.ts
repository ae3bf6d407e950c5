import { mkdirSync, mkdtempSync, existsSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { removeAll } from '../../bin/empty-folder.js';
import { takeReserve, writeReserved } from '../../bin/reserve.js';
import { UserError } from '../errors';
import { ownLife } from '../process';
import { type EvidencePaths, evidencePaths } from './layout';
import { readEvidence } from './read-evidence';
import type { FinishedResult, RunningResult } from './result';
import type { PendingEvidence } from './pending';
import { writeFileAtomically } from './write-atomically';

export interface EvidenceWriter {
  /** Where evidence grows during the run; its folders exist. */
  readonly staging: EvidencePaths;
  /** Where it will stand. */
  readonly final: EvidencePaths;
  /** What somebody else has to know to finish it, when this process cannot. */
  readonly pending: PendingEvidence;
  /**
   * Writes down the result as it would be if the run were killed now. On a disk that takes no more the one before it
   * stands.
   */
  prepare(will: FinishedResult): void;
  /** Writes junit.xml; a full disk is no obstacle to one of up to 128 KiB, once in a run. */
  writeJunit(xml: string): void;
  /**
   * Files what one attempt left under `attempts/<number>`, and makes room for the next one. Where the disk is full,
   * nothing is moved before it raises ENOSPC.
   */
  fileAttempt(number: number, result: FinishedResult): void;
  /** Moves everything into place, result.json last, also when the disk is full. May be called once. */
  commit(result: FinishedResult): void;
}

/** What one attempt leaves; the events go on from attempt to attempt. */
const ATTEMPT_PARTS = [
  'log',
  'reports',
  'junit',
  'console',
  'collected',
] as const satisfies readonly (keyof EvidencePaths)[];

/** In the order they are moved; result.json is written after them. */
const PARTS = [...ATTEMPT_PARTS, 'events', 'attempts'] as const;

/**
 * Takes back what the box's last run said, so that nobody takes it for the next one's. Reports stay until a run
 * begins: they are filed by host name, and that may be the very thing that is wrong. Raises BOX_BUSY while a run of
 * the box goes on.
 */
export function retractEvidence(evidenceDir: string, box: string): void {
  const evidence = readEvidence(evidenceDir, box, '');
  if (evidence.state === 'running' && evidence.alive) {
    throw new UserError(
      'BOX_BUSY',
      `Box '${box}' is running already, in process ${evidence.result.pid}.`,
      'Wait for it, or end it with Ctrl-C where it runs.',
    );
  }
  if (evidence.state === 'running') removeStaging(evidenceDir, evidence.result.staging);
  const { results, log } = evidencePaths(evidenceDir, box, '');
  for (const part of [results, log]) removeAll(part);
}

/** What a run that is gone had gathered; the file that names it may have been edited by hand. */
function removeStaging(evidenceDir: string, staging: string): void {
  if (/^\.staging\/run-\w+$/.test(staging)) removeAll(join(evidenceDir, staging));
}

/**
 * Takes the box's old evidence away, marks the box as running, and opens a staging folder on the same disk,
 * so that moving into place is a rename. Raises BOX_BUSY while a run of the box goes on.
 */
export function beginEvidence(
  evidenceDir: string,
  run: Pick<RunningResult, 'box' | 'hostname' | 'startedAt' | 'taskHash'>,
): EvidenceWriter {
  const final = evidencePaths(evidenceDir, run.box, run.hostname);
  const { pid, startedAt: pidStartedAt } = ownLife();
  retractEvidence(evidenceDir, run.box);
  removeAll(final.reports);

  const stagingRoot = join(evidenceDir, '.staging');
  mkdirSync(stagingRoot, { recursive: true });
  const stagingDir = mkdtempSync(join(stagingRoot, 'run-'));
  const staging = evidencePaths(stagingDir, run.box, run.hostname);
  const pending: PendingEvidence = {
    result: final.result,
    staging: stagingDir,
    will: join(stagingDir, 'will.json'),
    moves: PARTS.map((part) => [staging[part], final[part]]),
  };
  const running: RunningResult = {
    schemaVersion: 1,
    state: 'running',
    pid,
    pidStartedAt,
    staging: relative(evidenceDir, stagingDir),
    ...run,
  };
  try {
    makeRoom(staging);
    takeReserve(stagingDir);
    for (const [, to] of pending.moves) mkdirSync(dirname(to), { recursive: true });
    writeFileAtomically(final.result, json(running));
  } catch (error) {
    removeAll(stagingDir);
    throw error;
  }
  return {
    staging,
    final,
    pending,
    prepare: (will) => {
      try {
        writeFileAtomically(pending.will, json(will));
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    },
    writeJunit: (xml) => writeReserved(stagingDir, 'junit', staging.junit, xml),
    fileAttempt: (number, result) => {
      const attempt = evidencePaths(join(staging.attempts, String(number)), run.box, run.hostname);
      writeFileAtomically(attempt.result, json(result));
      for (const part of ATTEMPT_PARTS) move(staging[part], attempt[part]);
      makeRoom(staging);
    },
    commit: (result) => {
      for (const [from, to] of pending.moves) move(from, to);
      writeReserved(stagingDir, 'result', final.result, json(result));
      removeAll(stagingDir);
    },
  };
}

function makeRoom(staging: EvidencePaths): void {
  for (const part of [staging.reports, staging.results, dirname(staging.log)])
    mkdirSync(part, { recursive: true });
}

function move(from: string, to: string): void {
  if (!existsSync(from)) return;
  removeAll(to);
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

function isFull(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT'].includes(code);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
