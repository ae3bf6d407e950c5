import { writeFileAtomically } from '@flightline/core/evidence';
import { predictionsPath } from '@flightline/core/predictions';
import type { WaivedResult } from '../../waivers';

/** Leaves what the checks foretell of each box where triage looks for it, also when that is nothing. */
export function writePredictions(results: readonly WaivedResult[], releaseRoot: string): void {
  const predictions = results.flatMap(({ outcome }) => outcome.predictions ?? []);
  writeFileAtomically(predictionsPath(releaseRoot), `${JSON.stringify(predictions, null, 2)}\n`);
}

/** The answers as they stand in the report: what they foretell stands beside it. */
export function withoutPredictions(results: readonly WaivedResult[]): WaivedResult[] {
  return results.map((result) => {
    const outcome = { ...result.outcome };
    delete outcome.predictions;
    return { ...result, outcome };
  });
}
