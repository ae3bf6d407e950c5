import type { Phase, Verdict } from '../model';

export interface PhaseResult {
  phase: Phase;
  ok: boolean;
  durationMs: number;
  /** What is worth knowing about it; on failure: why. */
  detail?: string;
}

/** result.json while the run goes on. */
export interface RunningResult {
  schemaVersion: 1;
  state: 'running';
  box: string;
  hostname: string;
  /** The process that runs the box. */
  pid: number;
  /** Ticks from boot to the start of that process, so that a later one with its number is not taken for it. */
  pidStartedAt: string | null;
  startedAt: string;
  taskHash: string | null;
  /** Folder in which the rest of the evidence grows, laid out like the evidence folder. */
  staging: string;
}

/** result.json when the run has ended, by itself (`finished`) or by being killed (`aborted`). */
export interface FinishedResult {
  schemaVersion: 1;
  state: 'finished' | 'aborted';
  box: string;
  hostname: string;
  verdict: Verdict;
  /** One sentence; empty when passed. */
  because: string;
  /** How often the box was run for it; what the attempts before the last left stands under `attempts`. */
  attempts: number;
  startedAt: string;
  durationMs: number;
  taskHash: string | null;
  phases: readonly PhaseResult[];
  /** The runner's path, relative to the release project. */
  runner: string;
  /** Exit code of the runner; null when it did not end by itself. */
  runnerExitCode: number | null;
  machine: {
    driver: string;
    /** E.g. `kvm` or `tcg`; null when none was started. */
    accelerator: string | null;
    /** MiB. */
    memory: number;
    cpus: number;
    image: string;
  };
  /** What the guest said about itself, e.g. `os`, `kernel`, `glibc`. */
  guest: Readonly<Record<string, string>>;
  /** `sha256:<hex>`, or null where the run ended before it was known. */
  digests: { artifact: string | null; image: string | null; runner: string | null };
}

export type BoxResult = RunningResult | FinishedResult;
