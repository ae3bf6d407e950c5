// The shape of triage.json: one structure, which every writer takes. Published as triage.schema.json.
import type { Disagreement, FinishedResult } from '@flightline/core/evidence';
import type { IncidentSeverity, IncidentState } from '@flightline/core/incidents';
import type { Verdict } from '@flightline/core/model';
import type { PredictionKind } from '@flightline/core/predictions';
import type { Category, Finding, Severity } from '../../classify';

/** triage.json: what stands about every box of a matrix, and what it comes down to. */
export interface TriageReport {
  schemaVersion: 1;
  /** Name of the release project. */
  release: string;
  /** ISO 8601, UTC. */
  time: string;
  /** True when every box passed, with what is on disk now, and nothing hard speaks against it. */
  green: boolean;
  boxes: BoxReport[];
  /** Why boxes are not green, and what else was found; the most important first. */
  causes: Cause[];
  /** What preflight foretold of boxes beside what happened; empty where it left no predictions. */
  foretold: Foretold[];
  /** What became of the incidents of the release. */
  incidents: IncidentReport[];
  /** What is wrong with rules, expectations and incidents themselves. */
  remarks: Remark[];
}

export interface BoxReport {
  box: string;
  hostname: string;
  /** What stands on disk. `running` with a process that is gone counts as `aborted`. */
  state: 'not run' | 'running' | 'aborted' | 'finished' | 'unreadable';
  /** Null unless the run has ended. */
  verdict: Verdict | null;
  /** Passed, with what is on disk now, without a doubt that is hard. */
  green: boolean;
  /** One sentence that says why the box is not green; empty when it is. */
  because: string;
  /** Null unless the run has ended. */
  durationMs: number | null;
  /** ISO 8601; null when the box has not run. */
  startedAt: string | null;
  /** What it ran with; null unless the run has ended. */
  digests: FinishedResult['digests'] | null;
  /** In what the evidence is not about what is on disk; empty when the run has not ended. */
  disagreements: Disagreement[];
  /** What speaks against a verdict of `passed`, or what the evidence lacks. */
  doubts: Doubt[];
  /** What separates boxes may be told from: facts of the guest and of the machine. */
  facts: Readonly<Record<string, string | number>>;
  /** Workspace-relative; null where there is no such file. */
  log: string | null;
  console: string | null;
  /** What the rules found in log and reports, and in the console of a box that did not pass. */
  findings: BoxFinding[];
  reports: BoxReports;
}

/** A hard doubt turns a passed box red; a soft one is shown. */
export interface Doubt {
  kind: 'dirty' | 'no-tests' | 'log-cut' | 'no-log' | 'report-cut' | 'no-reports';
  severity: 'hard' | 'soft';
  /** A whole sentence. */
  message: string;
}

/** Where a finding was made. */
export type Source = 'log' | 'console' | 'reports' | 'collected';

export type BoxFinding = Finding & {
  source: Source;
  /** Workspace-relative. */
  file: string;
  /** Why it is no surprise; it then counts for nothing. */
  expected?: { reason: string; ticket?: string; expires: string };
  /** The end of a file that says more, e.g. the server's own log. */
  followed?: { file: string; tail: string[] };
};

interface BoxReports {
  /** Workspace-relative folder. */
  folder: string;
  /** Files in it, relative to it, sorted; at most the first 10,000. */
  files: string[];
  junit: JunitCounts[];
}

/** A JUnit file that the guest left. */
export interface JunitCounts {
  file: string;
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  /** Why it could not be read to its end; the counts are of what came before. */
  broken?: string;
}

/** What happened, told once for all boxes it happened on. */
export interface Cause {
  /** Stable for the same cause: the id of its rule, or the kind of verdict, and what tells it from others of it. */
  id: string;
  /** Null where no rule knows why boxes are not green. */
  rule: string | null;
  category: Category | null;
  severity: Severity;
  title: string;
  /** Sorted as in the matrix. */
  boxes: string[];
  /** The finding of the first box; null where there is none. */
  evidence: BoxFinding | null;
  why: string;
  action: string;
  /** How many more runs may help by themselves. */
  retries: number;
  /** Why it is no surprise, where that holds for all its boxes. */
  expected?: BoxFinding['expected'];
  /** In what the boxes it happened on differ from those that are green. */
  separation: Separation;
  /** What was found only where this was found, and is less of a cause. */
  consequences: Cause[];
}

/** `none`: no attribute splits them without exception, or there are fewer than two boxes on a side. */
export type Separation =
  | { kind: 'none'; because: string }
  | { kind: 'value'; attribute: string; value: string; side: 'these' | 'others' }
  | {
      kind: 'threshold';
      attribute: string;
      relation: 'at least' | 'at most';
      value: string;
      others: string;
    };

/** What was foretold of one box, and what happened there of that kind. */
export interface Foretold {
  box: string;
  kind: PredictionKind;
  /** Empty where something happened that nobody foretold. */
  foretold: { check: string; message: string; file: string }[];
  /** `not known`: nothing of it was found, and no runner has spoken. */
  outcome: 'happened' | 'did not happen' | 'not known';
  findings: Pick<BoxFinding, 'rule' | 'file' | 'line'>[];
}

/** A document about one failure, and what the evidence at hand says of it. */
export interface IncidentReport {
  /** Workspace-relative. */
  file: string;
  title: string;
  severity: IncidentSeverity;
  state: IncidentState;
  /** Its state before, when triage has just changed it. */
  was?: IncidentState;
  /** Boxes that have not been seen green with another artifact; empty unless it is open. */
  waitsFor: string[];
}

/** Something about a rule, an expectation, a document or predictions, not about a box. */
export interface Remark {
  kind: 'expired' | 'unused' | 'exceeded' | 'out-of-date' | 'incident' | 'predictions';
  severity: 'hard' | 'soft';
  message: string;
  /** Workspace-relative; null for what is built in. */
  file: string | null;
  line?: number;
}
