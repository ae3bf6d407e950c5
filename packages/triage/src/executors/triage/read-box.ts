import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type Disagreement,
  type Evidence,
  type diskDigests,
  disagreements,
  evidencePaths,
  readEvidence,
} from '@flightline/core/evidence';
import type { RuleSet } from '../../matching/rule-set';
import { doubtsAbout } from '../../thinking/doubts';
import { factsOf } from '../../thinking/facts';
import { countJunit } from './count-junit';
import { findIn } from './find';
import { logStateOf } from './log-state';
import type { PlannedBox } from './plan';
import type { BoxFinding, BoxReport } from './report';

interface Where {
  rules: RuleSet;
  workspaceRoot: string;
  /** Absolute. */
  releaseRoot: string;
  digests: ReturnType<typeof diskDigests>;
}

/** Everything that stands about one box. Never throws for what it finds. */
export async function readBox(box: PlannedBox, where: Where): Promise<BoxReport> {
  const evidenceDir = join(where.releaseRoot, box.evidenceDir);
  const { hostname } = box.options;
  const evidence = readEvidence(evidenceDir, box.name, hostname);
  const outcome = outcomeOf(evidence, await disagreementsOf(evidence, box, where));
  const paths =
    'paths' in evidence ? evidence.paths : evidencePaths(evidenceDir, box.name, hostname);
  const stands = outcome.state !== 'not run';
  const inWorkspace = (path: string) => relative(where.workspaceRoot, path);
  const ifThere = (path: string) => (stands && existsSync(path) ? inWorkspace(path) : null);
  const search = { ...where, evidenceDir };
  const { findings, files, junit } = stands
    ? await findIn(box.name, paths, outcome.verdict === 'passed', search)
    : { findings: [], files: [], junit: [] };
  const reports = { folder: inWorkspace(paths.reports), files, junit: junit.map(countJunit) };
  return {
    box: box.name,
    hostname,
    ...outcome,
    facts: hasEnded(evidence) ? factsOf(evidence.result, box.options) : {},
    log: ifThere(paths.log),
    console: ifThere(paths.console),
    findings,
    reports,
    doubts: doubtsAbout({ ...outcome, findings, reports, log: await logStateOf(paths.log) }),
  };
}

/** The report with what is expected of the box: what is no surprise speaks against nothing. */
export function withExpected(report: BoxReport, findings: BoxFinding[]): BoxReport {
  const others = report.doubts.filter(({ kind }) => kind !== 'dirty');
  const hard = findings.some(({ severity, expected }) => severity === 'hard' && !expected);
  const doubts = hard ? report.doubts : others;
  const [doubt] = doubts.filter(({ severity }) => severity === 'hard');
  const passed = report.green && doubt === undefined;
  return {
    ...report,
    findings,
    doubts,
    green: passed,
    because: report.green && doubt !== undefined ? doubt.message : report.because,
  };
}

type Ended = Extract<Evidence, { state: 'finished' | 'aborted' }>;

const hasEnded = (evidence: Evidence): evidence is Ended =>
  evidence.state === 'finished' || evidence.state === 'aborted';

async function disagreementsOf(
  evidence: Evidence,
  { name, root, options }: PlannedBox,
  where: Where,
): Promise<Disagreement[]> {
  if (!hasEnded(evidence)) return [];
  const { hostname, driver, image } = options;
  const digests = await where.digests({
    artifact: join(where.releaseRoot, options.artifact),
    runner: join(where.releaseRoot, options.runner),
    boxRoot: join(where.workspaceRoot, root),
  });
  // Nx alone knows the hash that the box would have now.
  const onDisk = { box: name, hostname, driver, image, digests, taskHash: null };
  return disagreements(evidence.result, onDisk);
}

type Outcome = Pick<
  BoxReport,
  | 'state'
  | 'verdict'
  | 'green'
  | 'because'
  | 'durationMs'
  | 'startedAt'
  | 'digests'
  | 'disagreements'
>;

const NOTHING: Outcome = {
  state: 'not run',
  verdict: null,
  green: false,
  because: 'It has not run.',
  durationMs: null,
  startedAt: null,
  digests: null,
  disagreements: [],
};

function outcomeOf(evidence: Evidence, others: Disagreement[]): Outcome {
  switch (evidence.state) {
    case 'not run':
      return NOTHING;
    case 'unreadable':
      return { ...NOTHING, state: 'unreadable', because: evidence.because };
    case 'running': {
      const { startedAt, pid } = evidence.result;
      return evidence.alive
        ? { ...NOTHING, state: 'running', because: `It is running (process ${pid}).`, startedAt }
        : {
            ...NOTHING,
            state: 'aborted',
            because: `Its process ${pid} is gone and left no result.`,
            startedAt,
          };
    }
    case 'finished':
    case 'aborted': {
      const { verdict, because, durationMs, startedAt, digests } = evidence.result;
      const stale = verdict === 'passed' && others.length > 0;
      return {
        state: evidence.state,
        verdict,
        green: verdict === 'passed' && !stale,
        because: stale ? 'It passed, but not with what is on disk.' : because,
        durationMs,
        startedAt,
        digests,
        disagreements: others,
      };
    }
  }
}
