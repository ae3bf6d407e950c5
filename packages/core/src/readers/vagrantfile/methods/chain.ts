import type { Call } from '../evaluate/call';
import { Call as NewCall } from '../evaluate/call';
import { Receiver } from '../receiver';
import { List, Proc, type Value } from '../values';

const OTHER = [
  'This use of with_index is not understood.',
  'Use each_with_index with a block.',
] as const;
/** What gives the same whether it is asked of the items or of the items with their numbers. */
const SIMPLE: readonly string[] = ['each', 'map', 'collect'];

/** What `map`, `each` and the like give without a block: a list that waits for `with_index` and the block. */
export class Chain extends Receiver {
  readonly label = '#<Enumerator>';

  constructor(
    readonly items: readonly Value[],
    readonly method: string,
  ) {
    super();
  }

  answer(call: Call): Value {
    if (call.name !== 'with_index' && call.name !== 'each_with_index')
      return call.session.send(onto(call, new List([...this.items]), this.#named(call)));
    const from = call.arg(0) ?? 0;
    if (typeof from !== 'number') return call.unsure(...OTHER);
    return call.block === undefined ? this.#pairs(call, from) : this.#numbered(call, from);
  }

  /** `each` does at last what the list waits for. */
  #named(call: Call): string {
    return call.name === 'each' && call.block !== undefined ? this.method : call.name;
  }

  #pairs(call: Call, from: number): Value {
    return SIMPLE.includes(this.method)
      ? new Chain(
          this.items.map((item, at) => new List([item, from + at])),
          this.method,
        )
      : call.unsure(...OTHER);
  }

  #numbered(call: Call, from: number): Value {
    let at = from - 1;
    const numbered = ([item = null]: readonly Value[]): Value => call.yield(item, (at += 1));
    const block = new Proc(numbered, call.env, true);
    return call.session.send(onto(call, new List([...this.items]), this.method, block));
  }

  perhapsChanged(): void {
    // Its items were copied.
  }
}

const onto = (call: Call, receiver: Value, name: string, block = call.block): Call =>
  new NewCall({
    receiver,
    name,
    values: name === call.name ? call.values : [],
    hasKeywords: false,
    block,
    own: false,
    node: call.node,
    env: call.env,
  });
