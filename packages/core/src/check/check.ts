import type { Problem } from '../errors';
import type { Box } from '../model';
import type { Runner } from '../process';

/** When a check can be answered: from source files, from the artifact, about this host, at release time. */
export const STAGES = ['source', 'artifact', 'host', 'release'] as const;

export type Stage = (typeof STAGES)[number];

export type Outcome =
  | { status: 'pass'; detail?: string }
  | { status: 'warn'; because: string; fix: string; problems?: readonly Problem[] }
  | { status: 'fail'; because: string; fix: string; problems?: readonly Problem[] }
  | { status: 'skip'; because: string }
  /** The question stands but could not be answered here. Neither good nor bad. */
  | { status: 'unverified'; because: string };

export type Status = Outcome['status'];

/** What a check may look at. It looks, and changes nothing. */
export interface CheckContext {
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly workspaceRoot: string;
  /** Absolute root of the release project. */
  readonly releaseRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The boxes the question is about: the whole matrix in preflight, one box in its vm-run. */
  readonly boxes: readonly Box[];
}

/** One question with a stable id. It never prints, and never throws for an expected answer. */
export interface Check {
  readonly id: string;
  readonly stage: Stage;
  readonly title: string;
  /** Why the answer matters to a release. */
  readonly why: string;
  run(context: CheckContext): Promise<Outcome>;
}

export interface CheckResult {
  id: string;
  stage: Stage;
  title: string;
  why: string;
  outcome: Outcome;
  durationMs: number;
}

export const pass = (detail?: string): Outcome => ({
  status: 'pass',
  ...(detail === undefined ? {} : { detail }),
});
export const warn = (because: string, fix: string, problems?: readonly Problem[]): Outcome => ({
  status: 'warn',
  because,
  fix,
  ...(problems === undefined ? {} : { problems }),
});
export const fail = (because: string, fix: string, problems?: readonly Problem[]): Outcome => ({
  status: 'fail',
  because,
  fix,
  ...(problems === undefined ? {} : { problems }),
});
export const skip = (because: string): Outcome => ({ status: 'skip', because });
export const unverified = (because: string): Outcome => ({ status: 'unverified', because });
