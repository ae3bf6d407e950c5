import type { Problem } from '@flightline/core/errors';
import type { Listing, Mention } from './mention';

/** The machines that everything is compared with. */
export interface Reference {
  /** The names of each machine; the first is what messages say. */
  readonly machines: readonly (readonly string[])[];
}

const key = (name: string): string => name.toLowerCase();

/** Finds machines by any of their names. */
function finder({ machines }: Reference): (name: string) => string | undefined {
  const known = new Map(
    machines.flatMap((names) => names.map((name) => [key(name), names[0] ?? name] as const)),
  );
  return (name) => known.get(key(name));
}

/** Words with which a list ends that names only what is special. */
const OTHERS = /^(all|any|every|others?|rest|\*)$/i;

/** All that a listing says too much or too little. `mustBeWhole`: whether it is one of the whole matrix is not asked. */
export function differences(
  { what, mentions, kind, isOpen }: Listing,
  reference: Reference,
  mustBeWhole: boolean,
): Problem[] {
  const find = finder(reference);
  const named = new Set(mentions.flatMap(({ name }) => find(name) ?? []));
  const isWhole = mustBeWhole || isListOf(named.size, reference.machines.length);
  const foreign = mentions.filter(({ name }) => find(name) === undefined && !OTHERS.test(name));
  const isFinished = isOpen || mentions.some(({ name }) => OTHERS.test(name));
  const missing = reference.machines.flatMap(([name = '']) => (named.has(name) ? [] : [name]));
  return [
    ...(kind === 'commands' || isWhole ? foreign.map(asForeign) : []),
    ...(isWhole && !isFinished ? asMissing(what, mentions, missing) : []),
  ];
}

/** More than half of the matrix, and more than one machine: a list of it, and no example. */
const isListOf = (named: number, all: number): boolean => named > 1 && named * 2 > all;

const asForeign = ({ name, place }: Mention): Problem => ({
  ...place,
  message: `'${name}' is no machine of the matrix.`,
});

function asMissing(
  what: string,
  mentions: readonly Mention[],
  names: readonly string[],
): Problem[] {
  const [first] = mentions;
  return names.map((name) => ({ ...first?.place, message: `${what} lacks '${name}'.` }));
}
