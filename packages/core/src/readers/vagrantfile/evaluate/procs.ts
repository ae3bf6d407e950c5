import type { Spot } from '../parse';
import { List, type Proc, type Value, doubtOf } from '../values';
import { type Env, Landing, Scope } from './frame';
import { arityOf, bind, parametersOf } from './parameters';

/** Calls a block, proc or lambda. */
export function callProc(proc: Proc, values: readonly Value[], _node: Spot, self?: Value): Value {
  const { code, isLambda } = proc;
  if (typeof code === 'function') return code(values);
  const { session } = proc.frame;
  const frame = self === undefined ? proc.frame : { ...proc.frame, self };
  const onNext = new Landing();
  const env: Env = {
    ...proc.env,
    frame,
    scope: new Scope(proc.scope),
    onNext,
    ...(isLambda ? { onReturn: onNext } : {}),
  };
  bindBlock(proc, values, env);
  return session.upTo(onNext, () => session.evaluate(code.body, env));
}

function bindBlock({ code, isLambda }: Proc, values: readonly Value[], env: Env): void {
  if (typeof code === 'function') return;
  const parameters = parametersOf(code.parameters);
  if (typeof parameters === 'number') bindNumbered(parameters, values, env);
  else
    bind(
      parameters,
      { values: isLambda ? values : unfolded(parameters, values), block: undefined },
      env,
    );
}

function bindNumbered(count: number, values: readonly Value[], env: Env): void {
  const unfoldedValues = count > 1 ? unfold(values, count) : values;
  const { variables } = env.scope;
  variables.set('it', values[0] ?? null);
  for (let index = 0; index < count; index += 1)
    variables.set(`_${index + 1}`, unfoldedValues[index] ?? null);
}

/** A block with several parameters takes one list apart. */
function unfolded(
  parameters: Exclude<ReturnType<typeof parametersOf>, number>,
  values: readonly Value[],
) {
  if (parameters === null) return values;
  const { requireds, optionals, posts, rest } = parameters;
  const count = requireds.length + optionals.length + posts.length;
  return count > 1 || (count === 1 && rest !== null) ? unfold(values, count) : values;
}

function unfold(values: readonly Value[], count: number): readonly Value[] {
  const [only] = values;
  if (values.length !== 1 || only === undefined) return values;
  const doubt = doubtOf(only);
  if (doubt !== undefined) return Array.from({ length: count }, () => doubt);
  return only instanceof List ? only.items : values;
}

/** As Ruby's `arity` of a block. */
export function blockArity({ code }: Proc): number {
  if (typeof code === 'function') return 1;
  const parameters = parametersOf(code.parameters);
  return typeof parameters === 'number' ? parameters : arityOf(parameters);
}
