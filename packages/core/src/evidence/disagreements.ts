import type { FinishedResult } from './result';

/** What a run of the box would be made with now. Null is what cannot be known, e.g. without an artifact folder. */
export interface OnDisk {
  box: string;
  hostname: string | null;
  driver: string | null;
  /** Image URI. */
  image: string | null;
  taskHash: string | null;
  /** `image`: as its lock records it. */
  digests: FinishedResult['digests'];
}

/** One thing in which the evidence of a run is not about what is on disk. */
export interface Disagreement {
  of: 'box' | 'hostname' | 'driver' | 'image' | 'artifact' | 'runner' | 'task hash';
  /** A whole sentence. */
  message: string;
}

type Fact = readonly [
  of: Disagreement['of'],
  recorded: (result: FinishedResult) => string | null,
  now: (onDisk: OnDisk) => string | null,
  says: (recorded: string, now: string) => string,
];

/** In the order in which one would explain the next. */
const FACTS: readonly Fact[] = [
  [
    'box',
    (result) => result.box,
    (onDisk) => onDisk.box,
    (recorded) => `It is the evidence of box '${recorded}'.`,
  ],
  [
    'hostname',
    (result) => result.hostname,
    (onDisk) => onDisk.hostname,
    (recorded, now) => `It ran with the host name '${recorded}', not '${now}'.`,
  ],
  [
    'driver',
    (result) => result.machine.driver,
    (onDisk) => onDisk.driver,
    (recorded, now) => `Its machine was made by the driver '${recorded}', not '${now}'.`,
  ],
  [
    'image',
    (result) => result.machine.image,
    (onDisk) => onDisk.image,
    (recorded, now) => `It booted the image '${recorded}', not '${now}'.`,
  ],
  [
    'image',
    (result) => result.digests.image,
    (onDisk) => onDisk.digests.image,
    (recorded, now) => `It booted an image (${recorded}) other than the locked one (${now}).`,
  ],
  [
    'artifact',
    (result) => result.digests.artifact,
    (onDisk) => onDisk.digests.artifact,
    (recorded, now) => `It ran with an artifact (${recorded}) other than the one on disk (${now}).`,
  ],
  [
    'runner',
    (result) => result.digests.runner,
    (onDisk) => onDisk.digests.runner,
    (recorded, now) => `It ran a runner (${recorded}) other than the one on disk (${now}).`,
  ],
  [
    'task hash',
    (result) => result.taskHash,
    (onDisk) => onDisk.taskHash,
    (recorded, now) => `It was made under the task hash ${recorded}, not ${now}.`,
  ],
];

/** Enough of a digest to tell two apart. */
const short = (fact: string): string => fact.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');

/**
 * In what the evidence of a run is not about what is on disk. What is not known of the disk is no disagreement; what
 * the evidence does not say is one where it claims a pass, for a run that passed knew all of it.
 */
export function disagreements(result: FinishedResult, onDisk: OnDisk): Disagreement[] {
  return FACTS.flatMap(([of, recordedIn, nowIn, says]) => {
    const recorded = recordedIn(result);
    const now = nowIn(onDisk);
    if (now === null || recorded === now) return [];
    if (recorded !== null) return [{ of, message: says(short(recorded), short(now)) }];
    return result.verdict === 'passed' ? [{ of, message: `It does not say its ${of}.` }] : [];
  });
}
