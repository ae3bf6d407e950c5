// What separates the boxes something happened on from those that are green. A single exception is one too many: with
// few boxes there is always an attribute that nearly fits.
import { compareVersions } from './versions';
import type { BoxReport, Separation } from '../executors/triage/report';

type Facts = BoxReport['facts'];

/** Fewer boxes on a side prove nothing: with one, every attribute that is its own would do. */
const LEAST = 2;

/** The attributes in the order in which they explain something; those that are ordered can have a threshold. */
const ATTRIBUTES: readonly (readonly [name: string, isOrdered: boolean])[] = [
  ['glibc', true],
  ['libstdc++', true],
  ['python', true],
  ['family', false],
  ['os', false],
  ['arch', false],
  ['memory', true],
  ['cpus', true],
  ['kernel', true],
  ['firmware', false],
  ['network', false],
  ['driver', false],
  ['accelerator', false],
  ['image', false],
];

/** The first attribute that splits the two groups without exception. */
export function separate(these: readonly Facts[], others: readonly Facts[]): Separation {
  if (these.length < LEAST || others.length < LEAST) {
    const few = these.length < LEAST ? 'it happened on' : 'are green';
    return { kind: 'none', because: `fewer than ${LEAST} boxes ${few}` };
  }
  for (const [attribute, isOrdered] of ATTRIBUTES) {
    const here = valuesOf(these, attribute);
    const there = valuesOf(others, attribute);
    // A box that does not tell could be the exception.
    if (here === undefined || there === undefined) continue;
    const found =
      (isOrdered ? threshold(attribute, here, there) : undefined) ?? value(attribute, here, there);
    if (found !== undefined) return found;
  }
  return { kind: 'none', because: 'nothing that is known of the boxes separates them' };
}

function valuesOf(group: readonly Facts[], attribute: string): string[] | undefined {
  const values = group.flatMap((facts) => facts[attribute] ?? []).map(String);
  return values.length === group.length ? values : undefined;
}

function threshold(
  attribute: string,
  these: readonly string[],
  others: readonly string[],
): Separation | undefined {
  const [low = '', high = ''] = ends(these);
  const [otherLow = '', otherHigh = ''] = ends(others);
  const base = { kind: 'threshold', attribute } as const;
  if (compareVersions(low, otherHigh) > 0)
    return { ...base, relation: 'at least', value: low, others: otherHigh };
  if (compareVersions(high, otherLow) < 0)
    return { ...base, relation: 'at most', value: high, others: otherLow };
  return undefined;
}

function ends(values: readonly string[]): [string | undefined, string | undefined] {
  const sorted = [...values].sort(compareVersions);
  return [sorted[0], sorted.at(-1)];
}

function value(
  attribute: string,
  these: readonly string[],
  others: readonly string[],
): Separation | undefined {
  const common = (group: readonly string[]) => (new Set(group).size === 1 ? group[0] : undefined);
  const here = common(these);
  if (here !== undefined && !others.includes(here))
    return { kind: 'value', attribute, value: here, side: 'these' };
  const there = common(others);
  if (there !== undefined && !these.includes(there))
    return { kind: 'value', attribute, value: there, side: 'others' };
  return undefined;
}
