// The values of the small Ruby this reader understands. Integers are numbers; what has a class here can be
// changed in place, as in Ruby, or must be told apart from another kind of value.
import type { RE2JS } from 're2js';
import type { BlockNode, DefNode, LambdaNode } from '@ruby/prism/src/nodes.js';
import type { Env, Frame, Scope } from './evaluate/frame';
import type { Call } from './evaluate/call';
import type { Receiver } from './receiver';

export type Value =
  | null
  | boolean
  | number
  | Unsure
  | Float
  | Sym
  | Text
  | List
  | Dict
  | RubyRange
  | Pattern
  | Proc
  | RubyModule
  | RubyObject
  | Receiver;

/** A value that only running the file would tell. It goes through expressions as a value. */
export class Unsure {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly message: string,
    readonly hint: string,
    /** The expressions it came through, so that a change of any of them can be noticed. */
    readonly source: string,
  ) {}
}

/** What can be changed in place, and so can become unknown in place. */
export abstract class Changeable {
  /** Set once a change happened that is not understood. */
  spoiled: Unsure | undefined;
}

export class Float {
  constructor(readonly value: number) {}
}

export class Sym {
  static readonly #known = new Map<string, Sym>();
  private constructor(readonly name: string) {}

  static of(name: string): Sym {
    const known = Sym.#known.get(name) ?? new Sym(name);
    Sym.#known.set(name, known);
    return known;
  }
}

export class Text extends Changeable {
  constructor(public value: string) {
    super();
  }
}

export class List extends Changeable {
  constructor(public items: Value[]) {
    super();
  }
}

export class Dict extends Changeable {
  /** By the identity of the key, see `identity.ts`. */
  readonly entries = new Map<string, readonly [key: Value, value: Value]>();
  fallback: Value = null;
  fallbackBlock: Proc | undefined;
}

/** A range, e.g. `1..3`. */
export class RubyRange {
  constructor(
    readonly from: Value,
    readonly to: Value,
    readonly exclusive: boolean,
  ) {}
}

export class Pattern {
  constructor(
    readonly source: string,
    readonly expression: RE2JS,
  ) {}
}

/** A block, proc, lambda or method object. */
export class Proc {
  constructor(
    readonly code: BlockNode | LambdaNode | NativeCode,
    /** Where it was written: variables, self and file, and where its jumps go. */
    readonly env: Env,
    readonly isLambda: boolean,
  ) {}

  get frame(): Frame {
    return this.env.frame;
  }

  get scope(): Scope {
    return this.env.scope;
  }
}

export type NativeCode = (values: readonly Value[]) => Value;

/** A method written in the file. */
export interface RubyMethod {
  readonly code: DefNode | NativeMethod;
  readonly name: string;
  /** Where it was defined. */
  readonly frame: Frame;
  readonly owner: RubyModule;
}

type NativeMethod = (self: Value, values: readonly Value[], call: Call) => Value;

export class RubyModule {
  readonly constants = new Map<string, Value>();
  readonly methods = new Map<string, RubyMethod>();
  readonly ownMethods = new Map<string, RubyMethod>();
  readonly variables = new Map<string, Value>();
  readonly included: RubyModule[] = [];
  readonly extended: RubyModule[] = [];

  constructor(
    readonly name: string,
    readonly kind: 'class' | 'module',
    public superclass?: RubyModule,
    readonly outer?: RubyModule,
  ) {}
}

export class RubyObject extends Changeable {
  readonly variables = new Map<string, Value>();
  constructor(readonly type: RubyModule) {
    super();
  }
}

export const text = (value: string) => new Text(value);
export const isTrue = (value: Value): boolean => value !== null && value !== false;

/** The doubt about a value itself, not about what it holds. */
export function doubtOf(value: Value): Unsure | undefined {
  if (value instanceof Unsure) return value;
  return value instanceof Changeable ? value.spoiled : undefined;
}
