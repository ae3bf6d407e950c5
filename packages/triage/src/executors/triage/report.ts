// The shape of triage.json.
import type { Disagreement } from '@flightline/core/evidence';
import type { Verdict } from '@flightline/core/model';
import type { Finding } from '../../classify';

/** triage.json: what stands about every box of a matrix. */
export interface TriageReport {
  schemaVersion: 1;
  /** Name of the release project. */
  release: string;
  /** ISO 8601, UTC. */
  time: string;
  /** True when every box passed, with what is on disk now. */
  green: boolean;
  boxes: BoxReport[];
}

export interface BoxReport {
  box: string;
  hostname: string;
  /** What stands on disk. `running` with a process that is gone counts as `aborted`. */
  state: 'not run' | 'running' | 'aborted' | 'finished' | 'unreadable';
  /** Null unless the run has ended. */
  verdict: Verdict | null;
  /** Passed, with what is on disk now. */
  green: boolean;
  /** One sentence that says why the box is not green; empty when it is. */
  because: string;
  /** Null unless the run has ended. */
  durationMs: number | null;
  /** ISO 8601; null when the box has not run. */
  startedAt: string | null;
  /** In what the evidence is not about what is on disk; empty when the run has not ended. */
  disagreements: Disagreement[];
  /** Workspace-relative; null where there is no such file. */
  log: string | null;
  console: string | null;
  /** What the rules found in the log, and in the console of a box that did not pass. */
  findings: BoxFinding[];
  reports: BoxReports;
}

export type BoxFinding = Finding & { source: 'log' | 'console' };

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
