import type { Call } from '../evaluate/call';
import { Call as NewCall } from '../evaluate/call';
import { Receiver } from '../receiver';
import { List, Proc, type Value } from '../values';

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
      return call.session.send(onto(call, new List([...this.items]), call.name));
    const from = typeof call.arg(0) === 'number' ? (call.arg(0) as number) : 0;
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
