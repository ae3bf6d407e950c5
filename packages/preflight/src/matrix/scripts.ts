import type { Problem } from '@flightline/core/errors';
import type { Atom, ScriptHost, ScriptReading } from '@flightline/core/readers/bash';
import { readBash } from '@flightline/core/readers/bash';
import { knowsMachines, saidBy } from './commands';
import type { Listing, Mention } from './mention';

/** The machines that a shell script starts, enters or ends; undefined when it has nothing to do with any. */
export async function scriptListing(
  text: string,
  file: string,
  what: string,
  host?: ScriptHost,
): Promise<Listing | undefined> {
  if (!mayKnowMachines(text)) return undefined;
  const reading = await readBash(text, file, host);
  return listingOf(reading, what) ?? unreadListing(reading, what);
}

/** As `scriptListing`, for what shows how something is done and may have gaps to be filled in. */
export async function exampleListing(text: string, file: string): Promise<Listing | undefined> {
  if (!mayKnowMachines(text)) return undefined;
  const listing = listingOf(await readBash(text, file), 'The example');
  // It never claims to do it with every machine.
  return listing && { ...listing, isOpen: true };
}

/** Most scripts have nothing to do with machines, and need no parser to say so. */
const mayKnowMachines = (text: string): boolean => /\b(vagrant|nx)\b/.test(text);

/** Nothing was found where not everything was looked at. */
const unreadListing = ({ isWhole, unknown }: ScriptReading, what: string): Listing | undefined =>
  isWhole ? undefined : { what, mentions: [], kind: 'commands', isOpen: false, unknown };

function listingOf({ calls, unknown }: ScriptReading, what: string): Listing | undefined {
  const said = calls.map(saidBy);
  const atoms = said.flatMap(({ names }) => names.flat());
  const isForAll = said.some((one) => one.isForAll);
  if (atoms.length === 0 && !isForAll) return undefined;
  const problems = atoms.flatMap(problemOf);
  return {
    what,
    mentions: distinct(atoms.flatMap(mentionOf)),
    kind: 'commands',
    isOpen: isForAll || atoms.some(isAsked),
    unknown: [...unknown, ...problems],
  };
}

function mentionOf(atom: Atom): Mention[] {
  if (atom.kind !== 'text' || atom.text === '') return [];
  return [{ name: atom.text, place: atom.origin.place }];
}

/** A script that asks Vagrant or Nx for the names is in step by definition. */
const isAsked = (atom: Atom): boolean => atom.kind === 'printed' && knowsMachines(atom.by.program);

function problemOf(atom: Atom): Problem[] {
  if (atom.kind === 'doubt') {
    return [{ ...atom.place, message: `Which machine is meant is not known. ${atom.because}` }];
  }
  if (atom.kind !== 'printed' || isAsked(atom)) return [];
  const { program, place } = atom.by;
  return [{ ...place, message: `Which machine is meant depends on what '${program}' prints.` }];
}

function distinct(mentions: readonly Mention[]): Mention[] {
  const byPlace = new Map(
    mentions.map((one) => [
      `${one.name} ${one.place.file}:${one.place.line}:${one.place.column}`,
      one,
    ]),
  );
  return [...byPlace.values()];
}
