import type { Function as FunctionNode, ParsedScript } from 'unbash';
import type { Problem } from '../../errors';
import { Origin, type Script } from './script';
import type { Field } from './words/expand';
import type { Input } from './input';
import type { ProgramCall, Value } from './values';
import type { State, Variable } from './variables';

export type ParseBash = (text: string) => ParsedScript;

/** What a script may ask for besides its own text. Nothing else of the host is looked at. */
export interface ScriptHost {
  /** Text of a file; undefined when there is none. Paths are relative to the same folder as the script's. */
  read(path: string): string | undefined;
}

/** A function of the script, and the script it stands in. */
export interface ShellFunction {
  readonly node: FunctionNode;
  readonly script: Script;
}

/** What runs what was expanded; the parts of the reader that need each other find it here. */
export interface Parts {
  /** Follows all commands of a script. */
  runScript(script: ParsedScript, run: Run): void;
  /** Runs a function, a builtin or a program. */
  runWords(words: readonly Field[], origin: Origin, run: Run): void;
}

/** How many commands are followed at most, and how deep functions call each other. */
const MOST_COMMANDS = 20_000;
const DEEPEST = 40;

/** What all parts of one reading share. */
export class Session {
  readonly calls: ProgramCall[] = [];
  readonly functions = new Map<string, ShellFunction>();
  readonly #files = new Map<string, string | undefined>();
  readonly #unknown = new Map<string, Problem>();
  /** Whether all of the script was looked at. */
  isWhole = true;
  #commands = 0;

  constructor(
    private readonly host: ScriptHost,
    readonly parse: ParseBash,
    readonly parts: Parts,
  ) {}

  /** Every file that was asked for, also those that are missing. */
  get files(): string[] {
    return [...this.#files.keys()];
  }

  read(path: string): string | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.host.read(path));
    return this.#files.get(path);
  }

  get unknown(): Problem[] {
    return [...this.#unknown.values()];
  }

  /** Something that the reading cannot follow. */
  note(message: string, origin: Origin): void {
    const { file, line, column } = origin.place;
    this.#unknown.set(`${file}:${line}:${column} ${message}`, { file, line, column, message });
  }

  /** As `note`, for what keeps all that follows from being looked at. */
  giveUp(message: string, origin: Origin): void {
    this.isWhole = false;
    this.note(message, origin);
  }

  /** Counts a command; false when there have been too many, or they are too deep in each other. */
  mayGoOn(depth: number, origin: Origin): boolean {
    this.#commands += 1;
    if (this.#commands === MOST_COMMANDS) this.giveUp('There is too much to follow.', origin);
    if (depth > DEEPEST) this.note('Functions call each other without an end.', origin);
    return this.#commands < MOST_COMMANDS && depth <= DEEPEST;
  }
}

/** One command's view of the reading. */
export interface Run {
  readonly session: Session;
  readonly script: Script;
  readonly state: State;
  /** Undefined: what whoever starts the script types. */
  readonly input: Input | undefined;
  /** The lines that are printed. */
  readonly output: Value[];
  /** What variables were before a function declared them local. */
  readonly locals: Map<string, Variable | undefined> | undefined;
  readonly depth: number;
}

export const originOf = ({ script }: Pick<Run, 'script'>, { pos }: { pos: number }): Origin =>
  new Origin(script, pos);
