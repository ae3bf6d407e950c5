import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whereabouts } from '../process';
import { type EvidencePaths, evidencePaths } from './layout';
import type { FinishedResult, RunningResult } from './result';

/** What stands on disk about one box, as what it is. */
export type Evidence =
  | { state: 'not run' }
  /** `alive`: the process that runs the box is still there. */
  | { state: 'running'; alive: boolean; result: RunningResult; paths: EvidencePaths }
  | { state: 'finished' | 'aborted'; result: FinishedResult; paths: EvidencePaths }
  | { state: 'unreadable'; because: string };

/** What readers look into; a file edited by hand may lack it. */
const PARTS_OF_RESULT = ['machine', 'digests'] as const satisfies readonly (keyof FinishedResult)[];

function isAlive({ pid, pidStartedAt: startedAt }: RunningResult): boolean {
  const unknown = { bootId: null, pidNamespace: null, host: null };
  return whereabouts({ pid, startedAt, ...unknown }) === 'alive';
}

/** Never throws for what it finds. */
export function readEvidence(evidenceDir: string, box: string, hostname: string): Evidence {
  const paths = evidencePaths(evidenceDir, box, hostname);
  let text: string;
  try {
    text = readFileSync(paths.result, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { state: 'not run' } : { state: 'unreadable', because: message };
  }
  try {
    const { schemaVersion } = JSON.parse(text) as { schemaVersion?: unknown };
    if (schemaVersion !== 1) {
      return {
        state: 'unreadable',
        because: `result.json has schemaVersion ${String(schemaVersion)}, not 1.`,
      };
    }
    const result = JSON.parse(text) as RunningResult | FinishedResult;
    if (result.state !== 'running') {
      const missing = PARTS_OF_RESULT.filter((part) => typeof result[part] !== 'object');
      return missing.length === 0
        ? { state: result.state, result, paths }
        : { state: 'unreadable', because: `result.json has no '${missing.join("', '")}'.` };
    }
    const staging = evidencePaths(join(evidenceDir, result.staging), box, hostname);
    return {
      state: 'running',
      alive: isAlive(result),
      result,
      paths: { ...staging, result: paths.result },
    };
  } catch (error) {
    return { state: 'unreadable', because: `result.json is no JSON: ${(error as Error).message}` };
  }
}
