import { mapTexts } from '@flightline/core/events';
import type { FinishedResult } from '@flightline/core/evidence';
import type { Run } from './run';

/** What result.json says about a run that ends like this. */
export function resultOf(
  run: Run,
  end: Pick<FinishedResult, 'verdict' | 'because' | 'startedAt' | 'durationMs'>,
): FinishedResult {
  const { plan, facts, image, phases } = run;
  const { hostname, memory, cpus } = plan.box.options;
  const result: FinishedResult = {
    schemaVersion: 1,
    state: end.verdict === 'aborted' ? 'aborted' : 'finished',
    box: plan.box.name,
    hostname,
    ...end,
    attempts: run.attempt,
    taskHash: plan.taskHash,
    phases: phases.results,
    runner: plan.box.options.runner,
    runnerExitCode: run.runnerExitCode,
    machine: {
      driver: plan.driver.name,
      accelerator: facts?.accelerator ?? null,
      memory,
      cpus,
      image: plan.image.uri,
    },
    guest: run.guest,
    digests: {
      artifact: plan.artifact.digest,
      image: image?.digest ?? null,
      runner: plan.runner.digest,
    },
  };
  return mapTexts(result, (text) => run.redaction.text(text));
}
