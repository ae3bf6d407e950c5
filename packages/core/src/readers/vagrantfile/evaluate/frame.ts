import type { Script } from '../script';
import type { Spot } from '../parse';
import type { Proc, RubyMethod, RubyModule, Unsure, Value } from '../values';
import type { Session } from './session';

/** Local variables. A block sees those around it, a method does not. */
export class Scope {
  readonly variables = new Map<string, Value>();
  constructor(readonly outer?: Scope) {}

  /** The scope so many blocks further out. */
  up(depth: number): Scope {
    return depth > 0 && this.outer !== undefined ? this.outer.up(depth - 1) : this;
  }
}

/** What holds for a whole method body, class body or file. */
export interface Frame {
  readonly session: Session;
  readonly script: Script;
  readonly self: Value;
  /** Modules and classes around the code, the innermost first. */
  readonly nesting: readonly RubyModule[];
  readonly method?: { readonly code: RubyMethod; readonly values: readonly Value[] };
  /** The block the method was called with. */
  readonly block?: Proc | undefined;
  /** In `class << self`. */
  readonly singleton?: boolean;
  /** After `module_function`. */
  readonly moduleFunction?: { on: boolean };
}

/** Where a `break`, `next` or `return` goes. */
export class Landing {
  /** Set when it is not known whether the rest up to here is skipped. */
  doubt: Unsure | undefined;
}

/** Where code stands while it is evaluated. */
export interface Env {
  readonly frame: Frame;
  readonly scope: Scope;
  readonly onBreak?: Landing;
  readonly onNext?: Landing;
  readonly onReturn?: Landing;
}

/** What is thrown to leave code early. None of it is a mistake of ours. */
abstract class Signal extends Error {}

/** A `break`, `next` or `return` on its way. */
export class Jump extends Signal {
  constructor(
    readonly landing: Landing,
    readonly value: Value,
  ) {
    super();
  }
}

/** A `throw` on its way to its `catch`. */
export class Thrown extends Signal {
  constructor(
    readonly tag: Value,
    readonly value: Value,
  ) {
    super();
  }
}

/** A Ruby exception on its way to its `rescue`. */
export class Raised extends Signal {
  constructor(
    readonly type: string,
    message: string,
    readonly node: Spot,
    readonly frame: Frame,
    readonly value?: Value,
    /** What the file itself gives it to say. */
    readonly said?: Value,
  ) {
    super(message);
  }
}

/** Reading ends: too many steps, or nested too deeply. */
export class Exhausted extends Signal {
  constructor(readonly unsure: Unsure) {
    super();
  }
}

/** Thrown by a built-in method that meets a value that is not known: then its result is not known. */
export class Doubtful extends Signal {
  constructor(readonly unsure: Unsure) {
    super();
  }
}

/** Where the code of a file starts. */
export const topEnv = (session: Session, script: Script): Env => ({
  frame: { session, script, self: session.main, nesting: [] },
  scope: new Scope(),
});
