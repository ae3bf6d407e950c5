import type { Problem } from '../errors';
import type { FilesRecord, ProjectFiles } from '../files';
import type { Box } from '../model';
import type { Prediction } from '../predictions';
import type { Runner } from '../process';

/** When a check can be answered: from source files, from the artifact, about this host, at release time. */
export const STAGES = ['source', 'artifact', 'host', 'release'] as const;

export type Stage = (typeof STAGES)[number];

export type Outcome = Answer & {
  /** What the answer means for single boxes; a waiver does not change that. */
  predictions?: readonly Prediction[];
};

type Answer =
  | { status: 'pass'; detail?: string }
  | { status: 'warn'; because: string; fix: string; problems?: readonly Problem[] }
  | { status: 'fail'; because: string; fix: string; problems?: readonly Problem[] }
  | { status: 'skip'; because: string }
  /** The question stands but could not be answered here. Neither good nor bad. */
  | { status: 'unverified'; because: string; problems?: readonly Problem[] };

export type Status = Outcome['status'];

/** The targets of a project by name, with what Nx makes of targetDefaults. */
export type Targets = Readonly<
  Record<
    string,
    {
      readonly executor?: string;
      readonly options?: Readonly<Record<string, unknown>>;
      readonly configurations?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }
  >
>;

/** What a check may look at. It looks, and changes nothing. */
export interface CheckContext<Settings = unknown> {
  /** The files of the release project. A check of stage `source` looks at nothing else. */
  readonly files: ProjectFiles;
  /** As the schema of the check says, with its defaults. */
  readonly settings: Settings;
  readonly runner: Runner;
  readonly signal: AbortSignal;
  readonly workspaceRoot: string;
  /** Absolute root of the release project. */
  readonly releaseRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The boxes the question is about: the whole matrix in preflight, one box in its vm-run. */
  readonly boxes: readonly Box[];
  /** Of the release project. Nx hashes them with each of its tasks. */
  readonly targets: Targets;
}

/**
 * One question with a stable id. It never prints, and never throws for an expected answer; what a reader raises for a
 * file that cannot be read makes its answer `unverified`.
 */
export interface Check<Settings = unknown> {
  readonly id: string;
  readonly stage: Stage;
  readonly title: string;
  /** Why the answer matters to a release. */
  readonly why: string;
  /** How to mend what it finds, in general. */
  readonly fix: string;
  /** JSON schema of an object: what can be set, each with description and default. */
  readonly settings?: SettingsSchema;
  run(context: CheckContext<Settings>): Promise<Outcome>;
  /**
   * Does away with what it finds where that is no matter of editing files, and is only called when somebody asked for
   * that. Resolves to a sentence for each thing it did or that resisted.
   */
  mend?(context: CheckContext<Settings>): Promise<readonly string[]>;
}

/** The part of JSON schema (draft 7) that is read by people, too; the rest stands in each property. */
export interface SettingsSchema {
  readonly properties: Readonly<Record<string, SettingSchema>>;
}

export interface SettingSchema {
  readonly description: string;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

export interface CheckResult {
  id: string;
  stage: Stage;
  title: string;
  why: string;
  outcome: Outcome;
  /** What it was shown of the release project. */
  looked: FilesRecord;
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
export const unverified = (because: string, problems?: readonly Problem[]): Outcome => ({
  status: 'unverified',
  because,
  ...(problems === undefined ? {} : { problems }),
});
