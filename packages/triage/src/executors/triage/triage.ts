import { join, relative } from 'node:path';
import { diskDigests, writeFileAtomically } from '@flightline/core/evidence';
import { type Task, inRelease, matrixOf } from '@flightline/core/executor';
import { predictionsPath, readPredictions } from '@flightline/core/predictions';
import { renderJunit, renderSarif, renderSummary, tellGithub } from '@flightline/core/report';
import { keepIncidents } from '../../incidents/keep';
import { compileRules } from '../../matching/rule-set';
import { type LoadedRules, loadRules } from '../../rule-files/load';
import { tellTests } from '../../rule-files/tell-tests';
import { testRules } from '../../rule-files/test-rules';
import { RULES } from '../../rules';
import { causesOf } from '../../thinking/causes';
import { applyExpectations } from '../../thinking/expectations';
import { compareForetold } from '../../thinking/foretold';
import { outOfDate } from '../../thinking/out-of-date';
import { findingsOf } from './findings';
import { grepBoxes } from './grep';
import { renderPage } from './html/page';
import { junitOf } from './junit';
import { DEFAULT_RULES, type TriagePlan, planTriage } from './plan';
import { readBox, withExpected } from './read-box';
import { renderTriage } from './render';
import type { BoxReport, TriageReport } from './report';
import type { TriageExecutorSchema } from './schema';
import { readTail } from './tail';

/**
 * Reads what stands about the matrix, says it, and writes triage.json, junit.xml, triage.sarif, triage.md and index.html, and into
 * incidents what became of them. True when
 * all is green.
 * @param now what expectations are held against
 */
export async function triage(
  options: TriageExecutorSchema,
  task: Task,
  now = new Date(),
): Promise<boolean> {
  const rules = await loadRules(task.workspaceRoot, rulesFolder(options, task));
  if (options.testRules === true) return tellExamples(rules, task);
  const plan = planTriage(options, matrixOf(task.projects, task.project.name));
  const report = await reportOn(plan, rules, task, now);
  write(report, plan, task);
  await tell(report, plan, task);
  return report.green;
}

const rulesFolder = ({ rules = DEFAULT_RULES }: TriageExecutorSchema, { project }: Task): string =>
  join(project.root, rules);

function tellExamples(rules: LoadedRules, { project, reporter }: Task): boolean {
  const result = testRules([...rules.rules, ...RULES]);
  reporter.emit({
    type: 'report',
    scope: project.name,
    lines: tellTests(rules, RULES.length, result),
    data: result,
  });
  return result.broken.length === 0;
}

async function reportOn(
  plan: TriagePlan,
  { rules, expectations }: LoadedRules,
  task: Task,
  now: Date,
): Promise<TriageReport> {
  const where = {
    rules: compileRules([...rules, ...RULES]),
    workspaceRoot: task.workspaceRoot,
    releaseRoot: join(task.workspaceRoot, task.project.root),
    digests: diskDigests(),
  };
  const read: BoxReport[] = [];
  for (const box of plan.boxes) read.push(await readBox(box, where));

  const today = now.toISOString().slice(0, 10);
  const observed = read.map(({ box, verdict, findings }) => ({
    ...{ box, findings },
    answered: verdict === 'passed' || verdict === 'failed',
  }));
  const expected = applyExpectations(expectations, observed, today);
  const boxes = read.map((box) => withExpected(box, expected.findings.get(box.box) ?? []));
  const place = { release: plan.release, ...task, releaseRoot: task.project.root };
  const { incidents, remarks: followed } = keepIncidents(boxes, place, now.toISOString());
  const { foretold, remarks: unread } = foretoldOf(boxes, task);
  const remarks = [
    ...expected.remarks,
    ...outOfDate([...rules, ...RULES], today),
    ...followed,
    ...unread,
  ];
  return {
    schemaVersion: 1,
    release: plan.release,
    time: now.toISOString(),
    green:
      boxes.every(({ green }) => green) && remarks.every(({ severity }) => severity !== 'hard'),
    boxes,
    causes: causesOf(boxes, plan.release),
    ...{ foretold, incidents },
    remarks,
  };
}

function foretoldOf(
  boxes: readonly BoxReport[],
  { workspaceRoot, project }: Task,
): Pick<TriageReport, 'foretold' | 'remarks'> {
  const file = predictionsPath(project.root);
  const found = readPredictions(join(workspaceRoot, file));
  if (found.state === 'none') return { foretold: [], remarks: [] };
  if (found.state === 'read')
    return { foretold: compareForetold(found.predictions, boxes), remarks: [] };
  const message = `What preflight foretold cannot be read: ${found.because}`;
  return { foretold: [], remarks: [{ kind: 'predictions', severity: 'soft', message, file }] };
}

function write(report: TriageReport, plan: TriagePlan, task: Task): void {
  const output = inRelease(task, task.project.root, plan.output);
  const findings = findingsOf(report, task.project.root);
  const files: Readonly<Record<string, string>> = {
    'triage.json': `${JSON.stringify(report, null, 2)}\n`,
    'junit.xml': renderJunit(junitOf(report)),
    'triage.sarif': renderSarif(findings),
    'triage.md': renderSummary(findings),
    'index.html': renderPage(report, { folder: relative(task.workspaceRoot, output) }),
  };
  for (const [name, text] of Object.entries(files)) writeFileAtomically(join(output, name), text);
  tellGithub(findings, task);
}

async function tell(
  report: TriageReport,
  { release, show }: TriagePlan,
  task: Task,
): Promise<void> {
  const { workspaceRoot } = task;
  const tails = show.tail === 0 ? new Map() : await tailsOf(report, workspaceRoot, show.tail);
  const hits =
    show.grep === undefined ? undefined : await grepBoxes(report, workspaceRoot, show.grep);
  task.reporter.emit({
    type: 'report',
    scope: release,
    lines: renderTriage(report, show, tails, hits),
    data: report,
  });
}

async function tailsOf({ boxes }: TriageReport, root: string, count: number) {
  const tails = new Map<string, string[]>();
  for (const { box, log } of boxes) {
    tails.set(box, log === null ? [] : await readTail(join(root, log), count));
  }
  return tails;
}
