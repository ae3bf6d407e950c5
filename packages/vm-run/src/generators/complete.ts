import { isDeepStrictEqual } from 'node:util';

export type JsonObject = Record<string, unknown>;

/** An object after completion. */
export interface Completed {
  value: JsonObject;
  /** Where the user's own value stands although another one was wanted, e.g. `targets.preflight.cache`. */
  kept: readonly Kept[];
}

interface Kept {
  path: string;
  wanted: unknown;
}

/** Lists whose order says nothing; they gain what they lack. Any other list is one value. */
const SETS: ReadonlySet<string> = new Set([
  'tags',
  'implicitDependencies',
  'plugins',
  'syncGenerators',
  'globalGenerators',
]);

/** Adds to an object what it lacks, at every depth, and changes nothing that stands. */
export function complete(existing: JsonObject, wanted: JsonObject, path = ''): Completed {
  if (isAnotherTarget(existing, wanted)) return { value: existing, kept: [{ path, wanted }] };
  const value = { ...existing };
  const kept: Kept[] = [];
  for (const [key, want] of Object.entries(wanted)) {
    const have = existing[key];
    const place = path === '' ? key : `${path}.${key}`;
    if (have === undefined) value[key] = want;
    else if (isObject(have) && isObject(want)) {
      const inner = complete(have, want, place);
      value[key] = inner.value;
      kept.push(...inner.kept);
    } else if (SETS.has(key) && isList(have) && isList(want)) {
      value[key] = [...new Set([...have, ...want])];
    } else if (!isDeepStrictEqual(have, want)) kept.push({ path: place, wanted: want });
  }
  return { value, kept };
}

/** One sentence for each value that stands in a file although another was wanted. */
export function remarksOn(file: string, { kept }: Completed): string[] {
  return kept.map(
    ({ path, wanted }) =>
      `${file}: '${path}' stays as it is; Flightline would write ${JSON.stringify(wanted)}.`,
  );
}

/** A target that runs something else of that name must not get half of ours. */
function isAnotherTarget(existing: JsonObject, wanted: JsonObject): boolean {
  const executor = wanted['executor'];
  if (executor === undefined) return false;
  return 'command' in existing || (existing['executor'] ?? executor) !== executor;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
