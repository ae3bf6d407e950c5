// The configuration object, as a recorder: it notes every assignment and call in their order.
import type { Proc, Value } from '../values';
import { Dict, Sym, Text, type Unsure, doubtOf } from '../values';
import type { Call } from '../evaluate/call';
import { Receiver } from '../receiver';

/** One assignment or call, as it was made. */
export interface Recorded {
  readonly path: string;
  readonly values: readonly Value[];
  /** An assignment takes the place of earlier ones; calls add up. */
  readonly assigns: boolean;
  /** Set when it is not known whether it is made at all. */
  readonly doubt: Unsure | undefined;
}

export interface Definition {
  readonly name: Value;
  readonly options: Dict | undefined;
  readonly block: Proc | undefined;
  readonly file: string;
  readonly line: number;
  readonly doubt: Unsure | undefined;
  readonly unsure: (message: string, hint: string) => Unsure;
}

export interface ProviderBlock {
  readonly name: string;
  readonly block: Proc | undefined;
  readonly doubt: Unsure | undefined;
}

/** Everything one block of configuration says. */
export class Recorder {
  readonly settings: Recorded[] = [];
  readonly definitions: Definition[] = [];
  readonly providers: ProviderBlock[] = [];
  /** What cannot be known and has no path. */
  readonly unknown: Unsure[] = [];

  /** The object that blocks of the file get as `config`. */
  root(): ConfigNode {
    return new ConfigNode(this, '');
  }

  last(path: string): Recorded | undefined {
    return this.settings.findLast((one) => one.path === path && one.assigns);
  }
}

const OBJECT_METHODS: readonly string[] = [
  '!',
  '==',
  '!=',
  'nil?',
  'is_a?',
  'kind_of?',
  'tap',
  'send',
  'public_send',
  'instance_eval',
  'respond_to?',
  'itself',
  'then',
  'class',
  'equal?',
  'freeze',
  'dup',
  'method',
  'object_id',
  'inspect',
  'to_s',
  'instance_of?',
  '=~',
  '===',
  '!~',
];

/** A part of the configuration, e.g. `config.vm`, or a value of it that was never set. */
export class ConfigNode extends Receiver {
  constructor(
    readonly recorder: Recorder,
    readonly path: string,
  ) {
    super();
  }

  get label(): string {
    return `#<config ${this.path}>`;
  }

  answer(call: Call): Value | undefined {
    const { name } = call;
    if (OBJECT_METHODS.includes(name)) return undefined;
    if (name === '[]=') return this.#record(call, this.path, call.values, false);
    if (name === '[]') return this.#child(call.text(call.arg(0)));
    if (name.endsWith('='))
      return this.#record(call, this.#pathTo(name.slice(0, -1)), call.values, true);
    const path = this.#pathTo(name);
    const special = SPECIAL[path];
    if (special !== undefined && (call.values.length > 0 || call.block !== undefined))
      return special(this.recorder, call);
    if (call.values.length === 0 && call.block === undefined) return this.#read(path, name);
    return this.#called(call, path);
  }

  perhapsChanged(doubt: Unsure): void {
    this.recorder.unknown.push(doubt);
  }

  #pathTo(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #child(name: string): ConfigNode {
    return new ConfigNode(this.recorder, this.#pathTo(name));
  }

  #read(path: string, name: string): Value {
    const set = this.recorder.last(path);
    return set === undefined ? this.#child(name) : (set.doubt ?? set.values[0] ?? null);
  }

  #record(call: Call, path: string, values: readonly Value[], assigns: boolean): Value {
    this.recorder.settings.push({ path, values, assigns, doubt: call.session.doubt });
    return call.values.at(-1) ?? null;
  }

  /** A call with a block: the block says more about what the call names. */
  #called(call: Call, path: string): Value {
    const { block } = call;
    const runs = block !== undefined && takesValues(block) && !path.endsWith('.ruby');
    this.#record(
      call,
      path,
      block === undefined || runs ? call.values : [...call.values, block],
      false,
    );
    const [first] = call.values;
    const name = first instanceof Text ? first.value : first instanceof Sym ? first.name : '';
    const part = new ConfigNode(this.recorder, name === '' ? path : `${path}.${name}`);
    if (runs) call.yield(part);
    return part;
  }
}

const takesValues = ({ code }: Proc) => typeof code !== 'function' && code.parameters !== null;

type Special = (recorder: Recorder, call: Call) => Value;

const SPECIAL: Readonly<Record<string, Special | undefined>> = {
  'vm.define': (recorder, call) => {
    const options = call.values[1];
    recorder.definitions.push({
      name: call.arg(0),
      options: options instanceof Dict ? options : undefined,
      block: call.block,
      ...call.place(),
      doubt: call.session.doubt ?? (options === undefined ? undefined : doubtOf(options)),
      unsure: (message, hint) => call.unsure(message, hint),
    });
    return null;
  },
  'vm.provider': (recorder, call) => {
    const name = call.arg(0);
    const doubt = doubtOf(name);
    if (doubt !== undefined) recorder.unknown.push(doubt);
    else
      recorder.providers.push({
        name: call.text(name),
        block: call.block,
        doubt: call.session.doubt,
      });
    return null;
  },
};
