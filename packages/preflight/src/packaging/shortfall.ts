// What will be missing, told once for each rule that keeps files away.
import type { Problem } from '@flightline/core/errors';
import type { Archive, Rule } from './archive';
import type { Forecast, Foretold } from './forecast';

/** So many files are told by name. */
const NAMED = 3;

interface Missing {
  rule: Rule;
  path: string;
  /** From what, e.g. `the wheel`. */
  from: string;
}

/** The required files that archives will lack, and the archives that will not be. */
export function shortfall(forecast: Forecast, required: readonly string[]): Problem[] {
  const groups = new Map<string, Missing[]>();
  for (const missing of required.flatMap((path) => missingOf(forecast, path))) {
    const { from, rule } = missing;
    const key = JSON.stringify([from, rule.file, rule.line, rule.because]);
    groups.set(key, [...(groups.get(key) ?? []), missing]);
  }
  return [...refusals(forecast), ...[...groups.values()].flatMap(asProblem)];
}

/** Where nothing can be built of the tree, the sdist does not matter any more. */
function refusals({ wheel, sdist, wheelOfSdist }: Forecast): Problem[] {
  const routes: readonly (readonly [Foretold, string])[] = [
    [wheel, 'The wheel cannot be built'],
    [sdist, 'The sdist cannot be built'],
    [wheelOfSdist, 'No wheel can be built from the sdist'],
  ];
  for (const [route, what] of routes) {
    if ('refused' in route) return [told(route.refused, `${what}: ${route.refused.because}`)];
  }
  return [];
}

function missingOf({ wheel, sdist, wheelOfSdist }: Forecast, path: string): Missing[] {
  const first = ruleOf(wheel, 'wheel', path);
  if (first !== undefined) return [{ path, from: 'the wheel', rule: first }];
  const from = 'a wheel that is built from the sdist';
  const packed = 'archive' in sdist ? inArchive(sdist.archive, path) : undefined;
  const rule = ruleOf(sdist, 'sdist', path) ?? ruleOf(wheelOfSdist, 'wheel', path, packed);
  return lacks(wheelOfSdist, path) && rule !== undefined ? [{ path, from, rule }] : [];
}

/** Why an archive lacks a file, which the tree it is built from may have under another name. */
const ruleOf = (
  foretold: Foretold,
  kind: 'sdist' | 'wheel',
  path: string,
  named = path,
): Rule | undefined =>
  'archive' in foretold && lacks(foretold, path) ? foretold.lacks(named, kind) : undefined;

/** Nothing is missing from an archive that will not be. */
const lacks = (foretold: Foretold, path: string): boolean =>
  'archive' in foretold && inArchive(foretold.archive, path) === undefined;

const PATHS = new WeakMap<Archive, ReadonlyMap<string, string>>();

/** Where a file of the tree lies in an archive. */
function inArchive(archive: Archive, source: string): string | undefined {
  const known = PATHS.get(archive) ?? new Map([...archive].map(([path, from]) => [from, path]));
  PATHS.set(archive, known);
  return known.get(source);
}

function asProblem(group: readonly Missing[]): Problem[] {
  const [first] = group;
  if (first === undefined) return [];
  const names = group.slice(0, NAMED).map(({ path }) => `'${path}'`);
  const more = group.length > NAMED ? [`${group.length - NAMED} more`] : [];
  const [last = '', ...others] = [...names, ...more].reverse();
  const files = others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
  return [told(first.rule, `${files} will be missing from ${first.from}: ${first.rule.because}`)];
}

const told = ({ file, line, column, hint }: Rule, message: string): Problem => ({
  file,
  ...(line === undefined ? {} : { line }),
  ...(column === undefined ? {} : { column }),
  message: `${message}.`,
  hint,
});
