import { type CheckResult, type Outcome, pass } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import { matchesGlob } from '@flightline/core/files';
import type { Waiver } from './read';

/** What a check found and may stay. */
export interface WaivedProblem {
  /** What its outcome was. */
  status: 'warn' | 'fail' | 'unverified';
  problem: Problem;
  waiver: Waiver;
}

/** An answer without what is waived. */
export interface WaivedResult extends CheckResult {
  waived: readonly WaivedProblem[];
}

/** Takes out of an answer what waivers cover. An answer of which nothing is left is a pass. */
export function waive(
  result: CheckResult,
  waivers: readonly Waiver[],
  { path }: Pick<ProjectFiles, 'path'>,
): WaivedResult {
  const { outcome } = result;
  if (outcome.status === 'pass' || outcome.status === 'skip') return { ...result, waived: [] };
  const own = waivers.filter(({ check }) => check === result.id);
  const waived: WaivedProblem[] = [];
  const left: Problem[] = [];
  for (const problem of problemsOf(outcome)) {
    const waiver = own.find((one) => covers(one, problem, path));
    if (waiver === undefined) left.push(problem);
    else waived.push({ status: outcome.status, problem, waiver });
  }
  return { ...result, outcome: withoutWaived(outcome, left, waived.length), waived };
}

type Finding = Extract<Outcome, { status: WaivedProblem['status'] }>;

/** An answer that names no problem is one. */
const problemsOf = ({ because, problems = [] }: Finding): readonly Problem[] =>
  problems.length === 0 ? [{ message: because }] : problems;

function withoutWaived(outcome: Finding, left: readonly Problem[], waived: number): Outcome {
  if (waived === 0) return outcome;
  if (left.length > 0) return { ...outcome, problems: left };
  const { predictions } = outcome;
  return { ...pass('All that it finds is waived.'), ...(predictions && { predictions }) };
}

function covers({ file, key }: Waiver, problem: Problem, path: ProjectFiles['path']): boolean {
  const isItsFile =
    file === undefined || (problem.file !== undefined && matchesGlob(path(problem.file), file));
  return isItsFile && (key === undefined || key === problem.key);
}
