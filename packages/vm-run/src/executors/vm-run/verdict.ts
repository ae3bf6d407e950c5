import { type ErrorCode, FlightlineError } from '@flightline/core/errors';
import type { Phase, Verdict } from '@flightline/core/model';

/** Why a run did not pass: raised by a phase, carried to the end of the run. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';

  constructor(
    readonly verdict: Verdict,
    message: string,
    readonly runnerExitCode: number | null = null,
  ) {
    super(message);
  }
}

/** What a failing phase says about the run, unless its error says more. */
const PHASE_VERDICTS: Readonly<Record<Phase, Verdict>> = {
  plan: 'infra',
  host: 'infra',
  image: 'image',
  machine: 'infra',
  push: 'infra',
  run: 'infra',
  collect: 'infra',
  destroy: 'infra',
};

/** Errors whose meaning does not depend on the phase they come from. */
const CODE_VERDICTS: Partial<Record<ErrorCode, Verdict>> = {
  DISK_FULL: 'infra',
  TOOL_MISSING: 'infra',
  TOOL_FAILED: 'infra',
  IMAGE_BUILD_FAILED: 'infra',
  IMAGE_DAMAGED: 'image',
  IMAGE_DIGEST_MISMATCH: 'image',
};

export function verdictOf(error: unknown, phase: Phase): Verdict {
  if (error instanceof RunFailure) return error.verdict;
  const byCode = error instanceof FlightlineError ? CODE_VERDICTS[error.code] : undefined;
  return byCode ?? PHASE_VERDICTS[phase];
}
