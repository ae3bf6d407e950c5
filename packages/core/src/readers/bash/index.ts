// Reads a shell script without running it: which programs it may start, with which words. The parser is ESM-only and so
// loaded by dynamic import, with the first script.
import type { Problem } from '../../errors';
import { BUILTINS } from './builtins';
import { runWords } from './commands';
import { callFunction, runScript } from './run';
import { Origin, Script } from './script';
import { type ParseBash, type Run, type ScriptHost, Session } from './session';
import { type ProgramCall, text } from './values';
import { State, scalar } from './variables';

export type { Place } from './script';
export type { ScriptHost } from './session';
export type { Atom, ProgramCall, Value } from './values';

export interface ScriptReading {
  /** Programs that the script may start, in the order they are met; builtins and functions are followed and not named. */
  readonly calls: readonly ProgramCall[];
  /** What could not be followed, so that calls may be missing. */
  readonly unknown: readonly Problem[];
  /** False where the reader gave up: there may be any calls. */
  readonly isWhole: boolean;
  /** Every other file that was looked at, also those that are missing. */
  readonly files: readonly string[];
}

/** Reads a script; `file` is how the host and messages name it. Never raises for what the script holds. */
export async function readBash(
  content: string,
  file: string,
  host: ScriptHost = { read: () => undefined },
): Promise<ScriptReading> {
  const { parse } = await import('unbash');
  const script = new Script(file, content);
  const session: Session = new Session(host, parse, {
    runScript,
    runWords: (words, origin, run) =>
      runWords(words, origin, run, { builtins: BUILTINS, call: callFunction }),
  });
  const state = new State();
  const start = new Origin(script, 0);
  const own = scalar([text(file, start)], text('0', start));
  state.variables.set('0', own).set('BASH_SOURCE', own);
  // Scripts of a product are started from its root.
  state.folder = [text('.', start)];
  const run: Run = {
    ...{ session, script, state, input: undefined, output: [] },
    ...{ locals: undefined, depth: 0 },
  };
  followAll(parse, content, run);
  const { calls, unknown, files, isWhole } = session;
  return { calls, unknown, files, isWhole };
}

/** A script that is nested so deeply that the stack ends is followed as far as that. */
function followAll(parse: ParseBash, content: string, run: Run): void {
  try {
    runScript(parse(content), run);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    run.session.giveUp('It is nested too deeply.', new Origin(run.script, 0));
  }
}
