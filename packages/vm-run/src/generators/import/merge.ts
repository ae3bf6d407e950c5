import { isDeepStrictEqual } from 'node:util';
import type { BoxDefinition } from '@flightline/core/model';

/** An option that is to change. */
export interface OptionChange {
  key: string;
  from: unknown;
  to: unknown;
}

export interface Merged {
  /** What is to leave the file is there as undefined. */
  options: BoxDefinition;
  changes: readonly OptionChange[];
  /** Options that stay as someone changed them by hand although the Vagrantfile says something else. */
  kept: readonly OptionChange[];
}

/**
 * A three-way merge: an option that still says what the Vagrantfile said follows it; any other was changed by
 * hand and stays.
 */
export function mergeOptions(
  base: BoxDefinition,
  current: BoxDefinition,
  wanted: BoxDefinition,
): Merged {
  const [before, mine, theirs] = [values(base), values(current), values(wanted)];
  const differing = [...new Set([...before.keys(), ...theirs.keys()])]
    .filter((key) => !isDeepStrictEqual(mine.get(key), theirs.get(key)))
    .map((key): OptionChange => ({ key, from: mine.get(key), to: theirs.get(key) }));
  const follows = ({ key, from }: OptionChange) => isDeepStrictEqual(from, before.get(key));
  const changes = differing.filter(follows);
  return {
    options: { ...current, ...Object.fromEntries(changes.map(({ key, to }) => [key, to])) },
    changes,
    kept: differing.filter((change) => !follows(change)),
  };
}

function values(options: BoxDefinition): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(options));
}
