import { type ErrorCode, FlightlineError } from '@flightline/core/errors';
import type { Verdict } from '@flightline/core/model';

/** Why a run did not pass: raised by a phase, carried to the end of the run. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';

  constructor(
    readonly verdict: Verdict,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Errors that say the image is not what it should be. Every other error is the host's or ours: the product has
 * not been heard.
 */
const IMAGE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'IMAGE_SCHEME_UNKNOWN',
  'IMAGE_URI_INVALID',
  'IMAGE_UNLOCKED',
  'IMAGE_DIGEST_MISMATCH',
  'IMAGE_UNCONFIRMED',
  'IMAGE_UNAVAILABLE',
  'IMAGE_UNUSABLE',
  'IMAGE_DAMAGED',
  'SUITE_UNKNOWN',
  'PACKAGE_UNKNOWN',
  'BOOT_BROKEN',
  'PREPARE_FAILED',
]);

export function verdictOf(error: unknown): Verdict {
  if (error instanceof RunFailure) return error.verdict;
  return error instanceof FlightlineError && IMAGE_CODES.has(error.code) ? 'image' : 'infra';
}
