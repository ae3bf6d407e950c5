import type { CheckContext, CheckResult } from '@flightline/core/check';
import type { Task } from '@flightline/core/executor';
import type { FixMode } from './fix';
import type { PlannedCheck } from './plan';

/**
 * Lets the checks that found something do away with it, where they can, or says which would. True when one did: what
 * was found is then about a host that is no more.
 */
export async function mendFound(
  planned: readonly PlannedCheck[],
  results: readonly CheckResult[],
  mode: FixMode,
  context: Omit<CheckContext, 'settings'>,
  { project: { name: scope }, reporter }: Task,
): Promise<boolean> {
  const found = new Set(
    results.flatMap(({ id, outcome: { status } }) =>
      status === 'fail' || status === 'warn' ? [id] : [],
    ),
  );
  let hasMended = false;
  for (const { check, own } of planned) {
    if (!found.has(check.id) || check.mend === undefined) continue;
    const lines =
      mode === 'show'
        ? [`Without --dry-run '${check.id}' does away with what it found.`]
        : await check.mend({ ...context, settings: own });
    hasMended ||= mode === 'write' && lines.length > 0;
    reporter.emit({ type: 'report', scope, lines: [...lines] });
  }
  return hasMended;
}
