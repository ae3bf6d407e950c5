import type { Case, CompoundList, Word } from 'unbash';
import { type Run, originOf } from './session';
import { type Atom, type Value, onlyText, text } from './values';
import { scalar } from './variables';
import { expandOne } from './words/expand';
import { matches } from './words/pattern';

/** Follows the branches that a value may take; in each the value is what its patterns say. */
export function followCase(
  { word, items }: Case,
  run: Run,
  follow: (body: CompoundList, run: Run) => void,
): void {
  const subject = expandOne(word, run);
  const before = run.state.fork();
  let left: Value = subject;
  for (const { pattern, body, terminator } of items) {
    const patterns = pattern.map((one) => [one, expandOne(one, run)] as const);
    const chosen = left.flatMap((atom) => chosenBy(atom, patterns));
    if (chosen.length === 0) continue;
    if (terminator === ';;') left = left.filter((atom) => !isTaken(atom, patterns));
    const state = before.fork();
    // In this branch it is what the pattern says.
    const name = variableIn(word);
    if (name !== undefined) refine(name, chosen, { ...run, state }, word);
    follow(body, { ...run, state });
    run.state.join(state);
  }
}

type Pattern = readonly [word: Word, value: Value];

function chosenBy(atom: Atom, patterns: readonly Pattern[]): Atom[] {
  if (atom.kind === 'text') return isTaken(atom, patterns) ? [atom] : [];
  return patterns.map(([word, value]) => {
    const [only] = value;
    const isPlain = word.parts?.some(({ type }) => type === 'Glob' || type === 'ExtendedGlob');
    return isPlain !== true && onlyText(value) !== undefined && only !== undefined ? only : atom;
  });
}

function isTaken(atom: Atom, patterns: readonly Pattern[]): boolean {
  if (atom.kind !== 'text') return false;
  return patterns.some(([, value]) => {
    const pattern = onlyText(value);
    return pattern === undefined || matches(pattern, atom.text);
  });
}

/** The name of the one parameter that a word consists of. */
function variableIn({ parts = [] }: Word): string | undefined {
  const [part] = parts;
  const inner = part?.type === 'DoubleQuoted' && part.parts.length === 1 ? part.parts[0] : part;
  if (parts.length !== 1 || inner === undefined) return undefined;
  if (inner.type === 'SimpleExpansion') return inner.text.slice(1);
  if (inner.type !== 'ParameterExpansion') return undefined;
  return inner.prefix === undefined && inner.index === undefined ? inner.parameter : undefined;
}

function refine(name: string, value: Value, run: Run, at: { pos: number }): void {
  const key = text(name, originOf(run, at));
  if (/^\d+$/.test(name)) {
    const { positional } = run.state;
    const entries = new Map(positional.entries).set(name, { key, value });
    run.state.positional = { ...positional, entries };
  } else if (/^\w+$/.test(name))
    run.state.variables.set(name, scalar(value, { ...key, text: '0' }));
}
