import type { VagrantfileHost } from '../model';
import {
  type NodeName,
  type NodeOf,
  type ParseRuby,
  type RubyNode,
  type Spot,
  nameOf,
} from '../parse';
import {
  type Proc,
  type RubyMethod,
  RubyModule,
  RubyObject,
  type Text,
  Unsure,
  type Value,
  text,
} from '../values';
import { folderPath } from '../paths';
import type { Call } from './call';
import { type Env, Exhausted, type Frame, Jump, Landing, Raised, Scope, Thrown } from './frame';
import { Script } from '../script';

/** How each kind of node is evaluated. */
export type NodeTable = {
  readonly [K in NodeName]?: (node: NodeOf<K>, env: Env) => Value;
};

/** What evaluating needs of the rest; given, so that the parts need not import each other in circles. */
export interface Parts {
  readonly nodes: NodeTable;
  readonly dispatch: (call: Call) => Value;
  /** Calls the method that a method overrides. */
  readonly dispatchAbove: (method: RubyMethod, call: Call) => Value;
  readonly definedCall: (node: RubyNode, env: Env) => Value;
  readonly answersTo: (value: Value, name: string) => Value;
  readonly blockArity: (proc: Proc) => number;
  readonly matchData: (
    session: Session,
    groups: readonly (readonly [Value, Value])[],
    captures: readonly Value[],
  ) => Value;
  readonly callProc: (proc: Proc, values: readonly Value[], node: Spot, self?: Value) => Value;
}

/** What `Vagrant` is asked to remember. */
export interface Vagrant {
  configure(call: Call): void;
}

/** Far more than any real file takes, and less than a second. */
const MAX_STEPS = 2_000_000;
/** Shallow enough for the stack of Node, deep enough for any real file. */
const MAX_DEPTH = 500;
const MAX_SOURCE = 4000;

/** One reading of one Vagrantfile: everything that changes while its code is followed. */
export class Session {
  readonly globals = new Map<string, Value>();
  /** Holds the constants and methods of the top level. */
  readonly object = new RubyModule('Object', 'class');
  readonly main = new RubyObject(this.object);
  /** Where a `return` or `break` outside of everything goes. */
  readonly fileEnd = new Landing();
  /** The plugins that were asked for and taken as missing. */
  readonly missedPlugins = new Set<string>();
  /** Files that were read or looked for. */
  readonly files = new Set<string>();
  readonly required = new Set<string>();
  readonly builtIn = new Map<string, RubyModule>();
  readonly builtInValues = new Map<string, Value>();
  /** What cannot be known and belongs to no machine. */
  readonly notes: Unsure[] = [];
  readonly topScope = new Scope();
  /** Set once the file itself said that it does not go on. */
  stopped = false;
  rescuers = 0;
  doubtfulRaise: Unsure | undefined;
  match: readonly Value[] = [];
  #doubt: Unsure | undefined;
  #landings: Landing[] = [];
  #steps = 0;
  #depth = 0;

  constructor(
    readonly host: VagrantfileHost,
    readonly path: string,
    readonly parse: ParseRuby,
    readonly plugins: ReadonlySet<string>,
    readonly parts: Parts,
    readonly vagrant: Vagrant,
  ) {}

  /** The class of a built-in kind of value. */
  builtInClass(name: string): RubyModule {
    const known = this.builtIn.get(name) ?? new RubyModule(name, 'class');
    this.builtIn.set(name, known);
    return known;
  }

  /** Full path of a file, for `__FILE__`. */
  scriptPath(file: string): Text {
    return text(folderPath(file, this.path));
  }

  /** Of things that stand in no file. */
  get bareFrame(): Frame {
    return { session: this, script: new Script(this.path, ''), self: this.main, nesting: [] };
  }

  noteUnknown(unsure: Unsure): void {
    this.notes.push(unsure);
  }

  /** What `$1` and `$~` are after a match. */
  setMatch(groups: readonly (string | null)[]): void {
    this.match = groups.map((one) => (one === null ? null : text(one)));
  }

  /** Follows the block of a class, in which `def` adds to the class. */
  callModuleBody(block: Proc, module: RubyModule): void {
    const frame = { ...block.frame, self: module, nesting: [module, ...block.frame.nesting] };
    if (typeof block.code !== 'function')
      this.evaluate(block.code.body, { ...block.env, frame, scope: new Scope(block.scope) });
  }

  text(value: string): Text {
    return text(value);
  }

  definedCall(node: RubyNode, env: Env): Value {
    return this.parts.definedCall(node, env);
  }

  evaluate(node: RubyNode | null | undefined, env: Env): Value {
    if (node === null || node === undefined) return null;
    this.charge(1, node, env);
    const name = nameOf(node);
    const rule = this.parts.nodes[name] as ((node: RubyNode, env: Env) => Value) | undefined;
    if (rule === undefined) return this.unsure(node, env, ...NOT_UNDERSTOOD);
    this.#depth += 1;
    try {
      if (this.#depth > MAX_DEPTH) throw this.#exhausted(node, env, 'It is nested too deeply.');
      return rule(node, env);
    } finally {
      this.#depth -= 1;
    }
  }

  /** The source of a node, as messages show it. */
  textAt(node: Spot, { frame }: Env): string {
    return frame.script.textAt(node.location);
  }

  send(call: Call): Value {
    return this.parts.dispatch(call);
  }

  callProc(proc: Proc, values: readonly Value[], node: Spot, self?: Value): Value {
    return this.parts.callProc(proc, values, node, self);
  }

  /** Counts work, also work that has no node of its own, such as the items of a range. */
  charge(steps: number, node: Spot, env: Env): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) {
      throw this.#exhausted(node, env, `It takes more than ${MAX_STEPS} steps to follow.`);
    }
  }

  #exhausted(node: Spot, env: Env, message: string): Exhausted {
    return new Exhausted(
      this.unsure(node, env, message, 'Shorten the loop, or write its result into the file.'),
    );
  }

  /** A new value that is not known, from here. */
  unsure(node: Spot, { frame }: Env, message: string, hint: string): Unsure {
    const { script } = frame;
    const { line } = script.position(node.location);
    return new Unsure(script.file, line, message, hint, script.textAt(node.location));
  }

  /** The result of a step with a value that is not known: the same question, by a longer way. */
  derive(unsure: Unsure, node: Spot, { frame }: Env): Unsure {
    const step = frame.script.textAt(node.location);
    if (step === unsure.source || unsure.source.startsWith(`${step} <- `)) return unsure;
    const source = step.includes(unsure.source) ? step : `${step} <- ${unsure.source}`;
    return this.#with(unsure, source);
  }

  #with({ file, line, message, hint }: Unsure, source: string): Unsure {
    return new Unsure(file, line, message, hint, source.slice(0, MAX_SOURCE));
  }

  /** Whether it is known that the code at hand runs at all. */
  get doubt(): Unsure | undefined {
    return this.#doubt ?? this.#landings.find(({ doubt }) => doubt !== undefined)?.doubt;
  }

  /** What a place holds after it was given a value, which perhaps it was not. */
  given(value: Value, show: (value: Value) => string): Value {
    const { doubt } = this;
    return doubt === undefined ? value : this.#with(doubt, `${show(value)} if ${doubt.source}`);
  }

  /** Follows code of which it is not known whether it runs. */
  inDoubt(doubt: Unsure, follow: () => void): void {
    const before = this.#doubt;
    this.#doubt ??= doubt;
    try {
      follow();
    } catch (signal) {
      this.#perhaps(signal, doubt);
    } finally {
      this.#doubt = before;
    }
  }

  #perhaps(signal: unknown, doubt: Unsure): void {
    if (signal instanceof Jump) signal.landing.doubt ??= doubt;
    else if (signal instanceof Raised) this.doubtfulRaise = doubt;
    else if (!(signal instanceof Thrown)) throw signal;
  }

  /** Follows code up to a landing. */
  upTo(landing: Landing, follow: () => Value): Value {
    this.#landings.push(landing);
    try {
      const value = follow();
      return landing.doubt ?? value;
    } catch (signal) {
      if (!(signal instanceof Jump) || signal.landing !== landing) throw signal;
      return landing.doubt ?? signal.value;
    } finally {
      this.#landings.pop();
    }
  }

  fault(type: string, message: string, hint: string, node: Spot, env: Env): Value {
    if (this.rescuers > 0 && this.doubt === undefined) {
      throw new Raised(type, message, node, env.frame);
    }
    return this.unsure(node, env, message, hint);
  }
}

const NOT_UNDERSTOOD = [
  'This kind of Ruby is not understood.',
  'Write it in a simpler way, or give the value in the box project.',
] as const;
