import type { Place } from './script';
import { type Origin } from './script';

/** One thing that a word may be when the script runs. */
export type Atom = Text | Given | Printed | Doubt;

/** Known, and where it was written. */
export interface Text {
  readonly kind: 'text';
  readonly text: string;
  readonly origin: Origin;
}

/** Whoever starts the script says it: by an argument, a variable of the environment or the keyboard. */
interface Given {
  readonly kind: 'given';
}

/** What a program prints, also when others pass it on. */
interface Printed {
  readonly kind: 'printed';
  readonly by: ProgramCall;
}

/** Only running the script would tell. */
export interface Doubt {
  readonly kind: 'doubt';
  /** A sentence. */
  readonly because: string;
  readonly place: Place;
}

/** All that a word may be; there is at least one. */
export type Value = readonly Atom[];

/** A program that the script may start. */
export interface ProgramCall {
  /** Its name without folders. */
  readonly program: string;
  readonly words: readonly Value[];
  readonly place: Place;
}

export const GIVEN: Value = [{ kind: 'given' }];

export const text = (value: string, origin: Origin): Text => ({
  kind: 'text',
  text: value,
  origin,
});
export const doubt = (because: string, origin: Origin): Doubt => ({
  kind: 'doubt',
  because,
  place: origin.place,
});

/** The one text that a value is; undefined when there is a choice or something is not known. */
export function onlyText(value: Value | undefined): string | undefined {
  const [first, ...others] = value ?? [];
  return first?.kind === 'text' && others.length === 0 ? first.text : undefined;
}

/** Either of two values. */
export function either(one: Value, other: Value): Value {
  if (one === other || other.length === 0) return one;
  if (one.length === 0) return other;
  const seen = new Set(one.map(identity));
  return [...one, ...other.filter((atom) => !seen.has(identity(atom)))];
}

function identity(atom: Atom): string {
  switch (atom.kind) {
    case 'text':
      return `text ${atom.text}`;
    case 'given':
      return 'given';
    case 'printed':
      return `printed ${atom.by.place.file}:${atom.by.place.line}:${atom.by.place.column}`;
    case 'doubt':
      return `doubt ${atom.place.file}:${atom.place.line}:${atom.place.column}`;
  }
}

/** So many alternatives that naming them tells nobody anything. */
const MOST = 64;

/** One value behind the other in a single word that stands at `origin`. */
export function concat(one: Value, other: Value, origin: Origin): Value {
  const [a, b] = [one[0], other[0]];
  // By far the most.
  if (one.length === 1 && other.length === 1 && a && b) return [concatAtoms(a, b, origin)];
  if (one.length * other.length > MOST) return [doubt('There are too many possibilities.', origin)];
  return one
    .flatMap((a) => other.map((b) => concatAtoms(a, b, origin)))
    .reduce<Value>((all, atom) => either(all, [atom]), []);
}

/** What is known least decides. */
const BY_DOUBT: readonly Atom['kind'][] = ['doubt', 'printed', 'given'];

function concatAtoms(a: Atom, b: Atom, origin: Origin): Atom {
  if (a.kind !== 'text' || b.kind !== 'text') {
    const kind = BY_DOUBT.find((one) => a.kind === one || b.kind === one);
    return a.kind === kind ? a : b;
  }
  // An empty part leaves the other where it was written.
  if (a.text === '') return b;
  return b.text === '' ? a : text(a.text + b.text, origin);
}

/** The same change made to every known alternative. */
export function mapText(value: Value, change: (text: string) => string): Value {
  return value.map((atom) => (atom.kind === 'text' ? text(change(atom.text), atom.origin) : atom));
}

/** The words of a value that is not quoted. `separators`: characters of IFS. */
export function split(value: Value, separators = ' \t\n'): Value[] {
  const parts = value.map((atom) => (atom.kind === 'text' ? splitText(atom, separators) : [atom]));
  // Alternatives of one word each stay alternatives.
  return parts.every(({ length }) => length === 1)
    ? [parts.flat()]
    : parts.flatMap((atoms) => atoms.map((atom) => [atom]));
}

function splitText({ text: whole, origin }: Text, separators: string): Atom[] {
  const words: Atom[] = [];
  let start = 0;
  for (let at = 0; at <= whole.length; at += 1) {
    if (at < whole.length && !separators.includes(whole.charAt(at))) continue;
    const part = whole.slice(start, at);
    if (part !== '') words.push(text(part, origin.of(part, start)));
    start = at + 1;
  }
  return words;
}
