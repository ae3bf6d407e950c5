import { join } from 'node:path';
import { diskDigests, writeFileAtomically } from '@flightline/core/evidence';
import { type Task, inRelease, matrixOf } from '@flightline/core/executor';
import { renderJunit } from '@flightline/core/report';
import { junitOf } from './junit';
import { planTriage } from './plan';
import { readBox } from './read-box';
import { renderTriage } from './render';
import type { BoxReport, TriageReport } from './report';
import type { TriageExecutorSchema } from './schema';
import { readTail } from './tail';

/** Reads what stands about the matrix, says it, and writes triage.json and junit.xml. True when all is green. */
export async function triage(options: TriageExecutorSchema, task: Task): Promise<boolean> {
  const plan = planTriage(options, matrixOf(task.projects, task.project.name));
  const releaseRoot = join(task.workspaceRoot, task.project.root);
  const where = {
    workspaceRoot: task.workspaceRoot,
    releaseRoot,
    digests: diskDigests(),
  };
  const boxes: BoxReport[] = [];
  for (const box of plan.boxes) boxes.push(await readBox(box, where));

  const report: TriageReport = {
    schemaVersion: 1,
    release: plan.release,
    time: new Date().toISOString(),
    green: boxes.every(({ green }) => green),
    boxes,
  };
  const output = inRelease(task, task.project.root, plan.output);
  writeFileAtomically(join(output, 'triage.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileAtomically(join(output, 'junit.xml'), renderJunit(junitOf(report)));

  const tails =
    plan.show.tail === 0 ? new Map() : await tailsOf(report, task.workspaceRoot, plan.show.tail);
  task.reporter.emit({
    type: 'report',
    scope: plan.release,
    lines: renderTriage(report, plan.show, tails),
    data: report,
  });
  return report.green;
}

async function tailsOf({ boxes }: TriageReport, root: string, count: number) {
  const tails = new Map<string, string[]>();
  for (const { box, log } of boxes) {
    tails.set(box, log === null ? [] : await readTail(join(root, log), count));
  }
  return tails;
}
