// Texts and files that are scripts themselves.
import { posix } from 'node:path';
import { startProgram } from '../commands';
import { pathOf } from '../paths';
import { type Origin, Script } from '../script';
import type { Run } from '../session';
import { type Value, onlyText } from '../values';
import { argumentsOf } from '../variables';
import { type Builtin, joinWords, operandsOf } from './builtin';

/** `. lib.sh` */
export const source: Builtin = ({ words: [path, ...words], origin }, run) => {
  const { session, state } = run;
  const name = onlyText(path?.value);
  const file = name === undefined ? undefined : pathOf(name, state.folder);
  const content = file === undefined ? undefined : session.read(file);
  if (file === undefined || content === undefined) {
    // What the system or the user's home has is no part of the product.
    if (name !== undefined && (posix.isAbsolute(name) || name.startsWith('~'))) return;
    session.note(`It reads '${name ?? 'another script'}', which was not found.`, origin);
    return;
  }
  const before = state.positional;
  if (words.length > 0) state.positional = argumentsOf(words, origin);
  runText(content, new Script(file, content), run);
  state.positional = before;
};

export const evaluate: Builtin = ({ words, origin }, run) =>
  runTexts(
    joinWords(
      words.map(({ value }) => value),
      origin,
    ),
    origin,
    run,
  );

/** `bash -c '...'` */
export const shell: Builtin = (call, run) => {
  const at = call.words.findIndex(({ value }) => /^-\w*c$/.test(onlyText(value) ?? ''));
  if (at === -1) {
    startProgram(call, run);
    return;
  }
  const [script, , ...words] = call.words.slice(at + 1);
  const state = run.state.fork();
  state.positional = argumentsOf(words, call.origin);
  runTexts(script?.value ?? [], call.origin, { ...run, state });
};

/** What is run when the script ends or is interrupted. */
export const trap: Builtin = ({ words, origin }, run) =>
  runTexts(operandsOf(words)[0]?.value ?? [], origin, { ...run, output: [] });

function runTexts(value: Value, origin: Origin, run: Run): void {
  for (const atom of value) {
    if (atom.kind === 'text') {
      runText(atom.text, new Script(origin.script.file, atom.text, atom.origin), run);
    } else if (atom.kind !== 'given') {
      run.session.note('It runs a text that is not known.', origin);
    }
  }
}

function runText(text: string, script: Script, run: Run): void {
  const { parse, parts } = run.session;
  parts.runScript(parse(text), { ...run, script, depth: run.depth + 1 });
}
