import type { Spot } from '../parse';
import { toText } from '../show';
import { Dict, Proc, Sym, type Unsure, type Value, doubtOf, isTrue } from '../values';
import { Doubtful, type Env } from './frame';
import type { Session } from './session';

export interface CallParts {
  readonly receiver: Value;
  readonly name: string;
  /** Positional arguments; keywords, where there are any, are the last one. */
  readonly values: readonly Value[];
  readonly hasKeywords: boolean;
  readonly block: Proc | undefined;
  /** Without a receiver, e.g. `puts`. */
  readonly own: boolean;
  readonly node: Spot;
  readonly env: Env;
}

/** One call of a method, as built-in methods see it. */
export class Call implements CallParts {
  readonly receiver: Value;
  readonly name: string;
  readonly values: readonly Value[];
  readonly hasKeywords: boolean;
  readonly block: Proc | undefined;
  readonly own: boolean;
  readonly node: Spot;
  readonly env: Env;

  constructor(parts: CallParts) {
    this.receiver = parts.receiver;
    this.name = parts.name;
    this.values = parts.values;
    this.hasKeywords = parts.hasKeywords;
    this.block = parts.block;
    this.own = parts.own;
    this.node = parts.node;
    this.env = parts.env;
  }

  get session(): Session {
    return this.env.frame.session;
  }

  /** The argument at a place, nil when there is none. */
  arg(index: number): Value {
    return this.values[index] ?? null;
  }

  /** The value of a keyword; undefined when it is not given. */
  keyword(name: string): Value | undefined {
    const last = this.values.at(-1);
    if (!(last instanceof Dict)) return undefined;
    return [...last.entries.values()].find(([key]) => key === Sym.of(name))?.[1];
  }

  /** Calls the block. */
  yield(...values: Value[]): Value {
    return this.block === undefined ? null : this.session.callProc(this.block, values, this.node);
  }

  /** Whether the block says yes; what it says must be known. */
  test(...values: Value[]): boolean {
    return isTrue(this.known(this.yield(...values)));
  }

  known(value: Value): Value {
    const doubt = doubtOf(value);
    if (doubt !== undefined) throw new Doubtful(doubt);
    return value;
  }

  /** The result of a method on something else. */
  send(receiver: Value, name: string, ...values: Value[]): Value {
    const { node, env } = this;
    return this.session.send(
      new Call({
        receiver,
        name,
        values,
        hasKeywords: false,
        block: undefined,
        own: false,
        node,
        env,
      }),
    );
  }

  /** The same call with some parts changed. */
  with(parts: Partial<CallParts>): Call {
    return new Call(Object.assign({}, this, parts));
  }

  /** The same arguments and block for another method of another receiver. */
  again(name: string, receiver: Value): Value {
    return this.session.send(this.with({ name, receiver, own: false }));
  }

  /** As `to_s`; it must be known. */
  text(value: Value): string {
    return toText(this.send(this.known(value), 'to_s'));
  }

  symbol(name: string): Sym {
    return Sym.of(name);
  }

  /** A proc that calls the method of a name, on the given receiver or on its first argument. */
  asProc(name: Value, receiver?: Value): Value {
    const method = this.text(name);
    const native = (values: readonly Value[]) => {
      const [first = null, ...rest] = values;
      const parts =
        receiver === undefined ? { receiver: first, values: rest } : { receiver, values };
      return this.session.send(
        this.with({ ...parts, name: method, block: undefined, own: receiver !== undefined }),
      );
    };
    return new Proc(native, this.env, true);
  }

  /** Where the call stands. */
  place(): { file: string; line: number } {
    const { script } = this.env.frame;
    return { file: script.file, line: script.position(this.node.location).line };
  }

  /** To be thrown by a method whose result is not known. */
  doubtful(message: string, hint: string): Doubtful {
    return new Doubtful(this.unsure(message, hint));
  }

  unsure(message: string, hint: string): Unsure {
    return this.session.unsure(this.node, this.env, message, hint);
  }

  /** What Ruby would raise an error for: an error where one is rescued, else a value that is not known. */
  fault(type: string, message: string, hint: string): Value {
    return this.session.fault(type, message, hint, this.node, this.env);
  }
}
