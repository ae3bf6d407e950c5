import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What will happen in a box. `start`: a file of the artifact cannot be loaded there. `leak`: programs of the box die
 * when they are started with the library path of the artifact.
 */
const KINDS = ['start', 'leak'] as const;

export type PredictionKind = (typeof KINDS)[number];

/** Something that a check foretells of one box, before its machine boots. */
export interface Prediction {
  /** Name of the box. */
  box: string;
  /** Id of the check. */
  check: string;
  kind: PredictionKind;
  /** One sentence. */
  message: string;
  /** The file of the artifact it is about, relative to the workspace; what is inside an archive comes behind `!/`. */
  file: string;
}

/** What stands on disk. */
export type Predictions =
  | { state: 'none' }
  | { state: 'read'; predictions: readonly Prediction[] }
  | { state: 'unreadable'; because: string };

/** Where stage `artifact` of preflight leaves its predictions: a JSON array of `Prediction`, empty when there are none. */
export const predictionsPath = (releaseRoot: string): string =>
  join(releaseRoot, 'dist', 'preflight', 'artifact', 'predictions.json');

/** Never throws for what it finds. */
export function readPredictions(path: string): Predictions {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return Array.isArray(found) && found.every(isPrediction)
      ? { state: 'read', predictions: found }
      : { state: 'unreadable', because: 'It is no list of predictions.' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { state: 'none' } : { state: 'unreadable', because: message };
  }
}

function isPrediction(found: unknown): found is Prediction {
  if (typeof found !== 'object' || found === null) return false;
  const { box, check, kind, message, file } = found as Record<keyof Prediction, unknown>;
  const texts = [box, check, message, file];
  return texts.every((one) => typeof one === 'string') && KINDS.some((one) => one === kind);
}
