import { type CheckResult, type Outcome, fail, pass } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { FilesRecord } from '@flightline/core/files';
import type { Waiver } from '../waivers';
import { outlives } from './expiry';
import { NAMED_INPUT, notFollowed } from './inputs';

export const INPUTS = {
  id: 'inputs',
  stage: 'source',
  title: 'Nx notices every change of what the answers depend on',
  why: 'Otherwise an answer from the cache is about files that have changed since, or about waivers that have ended.',
  fix: `Let the inputs follow: nx sync. It writes those of a release project whose project.json has "namedInputs": { "${NAMED_INPUT}": [] }.`,
} as const;

/** What the answers of the cached stage depend on, and what Nx is told of it. */
interface Ground {
  records: readonly FilesRecord[];
  waivers: readonly Waiver[];
  /** The inputs of the release project's own; undefined where it has those of all release projects: all its files. */
  inputs: readonly unknown[] | undefined;
  /** Of the release project. */
  root: string;
}

/** What is said of the inputs of the cached stage, as if it were a check. */
export function judgeInputs({ records, waivers, inputs, root }: Ground): CheckResult {
  const { id, stage, title, why, fix } = INPUTS;
  const problems = [
    ...(inputs === undefined ? [] : notFollowed(records, inputs, root)),
    ...(outlives(waivers, inputs ?? []) ? waivers.map(outlived) : []),
  ];
  const outcome: Outcome =
    problems.length === 0
      ? pass()
      : fail('The answers depend on more than Nx follows.', fix, problems);
  const looked = { patterns: [], files: [] };
  return { id, stage, title, why, outcome, looked, durationMs: 0 };
}

const outlived = ({ place, expires }: Waiver): Problem => ({
  ...place,
  message: `Nx would keep the answer for longer than until ${expires}.`,
});
