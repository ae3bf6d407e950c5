import { type CheckResult, type Outcome, fail, pass } from '@flightline/core/check';
import type { FilesRecord } from '@flightline/core/files';
import { notFollowed } from './inputs';

export const INPUTS = {
  id: 'inputs',
  stage: 'source',
  title: 'Nx notices every change of what the checks look at',
  why: 'Otherwise an answer from the cache is about files that have changed since.',
  fix: 'Let the inputs follow what the checks look at: nx sync.',
} as const;

/** What is said of the inputs of the cached stage, as if it were a check. */
export function judgeInputs(
  records: readonly FilesRecord[],
  inputs: readonly unknown[],
  root: string,
): CheckResult {
  const { id, stage, title, why, fix } = INPUTS;
  const problems = notFollowed(records, inputs, root);
  const outcome: Outcome =
    problems.length === 0 ? pass() : fail('Checks look at more than Nx follows.', fix, problems);
  const looked = { patterns: [], files: [] };
  return { id, stage, title, why, outcome, looked, durationMs: 0 };
}
