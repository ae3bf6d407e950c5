import type { CheckResult } from '@flightline/core/check';
import type { Problem } from '@flightline/core/errors';
import type { Task } from '@flightline/core/executor';
import { type FixPlan, applyChanges, planFixes, readFrom, renderDiff } from '../../fix';

/** What to do with the edits that checks offer. */
export type FixMode = 'show' | 'write';

/**
 * Makes the edits that the answers offer, or shows them as a unified diff. True when it changed files: what was
 * found is then about files that are no more.
 */
export function fixProblems(results: readonly CheckResult[], mode: FixMode, task: Task): boolean {
  const { workspaceRoot, reporter } = task;
  const scope = task.project.name;
  const plan = planFixes(results.flatMap(problemsOf), readFrom(workspaceRoot));
  const { changes } = plan;
  if (mode === 'write') applyChanges(changes, workspaceRoot);
  else reporter.emit({ type: 'report', scope, lines: renderDiff(changes) });
  reporter.emit({ type: 'report', scope, lines: summaryOf(plan, mode) });
  return mode === 'write' && changes.length > 0;
}

function problemsOf({ outcome }: CheckResult): readonly Problem[] {
  return 'problems' in outcome ? (outcome.problems ?? []) : [];
}

function summaryOf({ changes, mended, left }: FixPlan, mode: FixMode): string[] {
  const files = changes.map(({ file }) => `'${file}'`).join(', ');
  const count = mended === 1 ? '1 problem' : `${mended} problems`;
  const done = {
    write: `Mended ${count} in ${files}. Look at it, and run preflight again.`,
    show: `Without --dry-run this mends ${count}.`,
  };
  return [
    changes.length === 0 ? 'There is nothing that can be mended here.' : done[mode],
    ...left.map(({ problem, because }) => `  - left: ${problem.message} ${because}`),
  ];
}
