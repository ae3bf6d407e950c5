import type { Builtin, Call } from './builtins/builtin';
import type { Origin } from './script';
import type { Run, ShellFunction } from './session';
import type { ProgramCall, Value } from './values';
import { type Variable, argumentsOf } from './variables';
import type { Field } from './words/expand';

interface Known {
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly call: (found: ShellFunction, positional: Variable, run: Run) => void;
}

/** Runs a function, a builtin or a program: whatever the first word may be. */
export function runWords(
  [name, ...words]: readonly Field[],
  origin: Origin,
  run: Run,
  { builtins, call }: Known,
): void {
  for (const atom of name?.value ?? []) {
    // `${TOOL:-vagrant}` is that program as far as anybody can know.
    if (atom.kind !== 'text' || atom.text === '') continue;
    const command = atom.text;
    const found = run.session.functions.get(command);
    const builtin = builtins.get(command) ?? startProgram;
    if (found !== undefined) call(found, argumentsOf(words, origin), run);
    else builtin({ command, words, origin }, run);
  }
}

/** A program of which nothing is known but that it is started, and that it may print. */
export function startProgram({ command, words, origin }: Call, run: Run): void {
  const call: ProgramCall = {
    program: command.split('/').at(-1) ?? command,
    words: words.map(({ value }) => value),
    place: origin.place,
  };
  run.session.calls.push(call);
  run.output.push(printedBy(call, run));
}

/** What passes through a filter is still of the program before it. */
function printedBy(call: ProgramCall, { input }: Run): Value {
  const read = (input?.left ?? []).flat();
  const passed = read.filter(({ kind }) => kind === 'printed' || kind === 'given');
  return passed.length > 0 ? passed : [{ kind: 'printed', by: call }];
}
