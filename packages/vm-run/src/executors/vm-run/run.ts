import { relative } from 'node:path';
import { type Reporter, fanOut, fileReporter, withoutOutput } from '@flightline/core/events';
import { type EvidenceWriter, beginEvidence } from '@flightline/core/evidence';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { DriverContext, DriverFacts } from '../../drivers';
import type { Image } from '../../images';
import { Phases } from './phases';
import type { Parts } from './parts';
import type { VmRunPlan } from './plan';

/** What the phases of one run share and find out. */
export interface Run {
  readonly plan: VmRunPlan;
  readonly parts: Parts;
  readonly task: Task;
  readonly reporter: Reporter;
  readonly evidence: EvidenceWriter;
  readonly phases: Phases;
  readonly startedAt: Date;
  facts: DriverFacts | undefined;
  image: Image | undefined;
  guest: Record<string, string>;
  runnerExitCode: number | null;
}

/** Opens the evidence of a run and says what it is about. */
export function beginRun(plan: VmRunPlan, task: Task, parts: Parts): Run {
  const { box, evidenceDir, taskHash } = plan;
  const startedAt = new Date();
  const { hostname } = box.options;
  const evidence = beginEvidence(evidenceDir, {
    box: box.name,
    hostname,
    startedAt: startedAt.toISOString(),
    taskHash,
  });
  const reporter = fanOut(task.reporter, withoutOutput(fileReporter(evidence.staging.events)));
  reporter.emit({
    type: 'started',
    scope: box.name,
    title: `${box.options.image} on ${plan.driver.name}, ${box.options.memory} MiB, ${box.options.cpus} CPU`,
    facts: {
      artifact: plan.artifact.digest.slice(0, 19),
      evidence: relative(task.workspaceRoot, evidence.staging.results),
    },
  });
  const phases = new Phases(box.name, reporter, task.signal);
  return {
    plan,
    parts,
    task,
    reporter,
    evidence,
    phases,
    startedAt,
    facts: undefined,
    image: undefined,
    guest: {},
    runnerExitCode: null,
  };
}

export function driverContext(run: Run, phase: string, signal: AbortSignal): DriverContext {
  const { task, reporter, plan } = run;
  return {
    runner: task.runner,
    signal,
    cacheDir: cacheDir(task.env),
    env: task.env,
    onProgress: (detail) =>
      reporter.emit({ type: 'progress', scope: plan.box.name, phase, detail }),
  };
}

export function notice({ reporter, plan }: Run, level: 'info' | 'warn', message: string): void {
  reporter.emit({ type: 'notice', scope: plan.box.name, level, message });
}
