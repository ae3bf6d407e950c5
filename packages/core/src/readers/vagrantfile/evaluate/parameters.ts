import { type NodeOf, type RubyNode, nameOf } from '../parse';
import { dictOf, entry, pairsOf } from '../show';
import { Dict, List, type Proc, Sym, type Value } from '../values';
import type { Env } from './frame';
import { assign } from './places';

type Parameters = NodeOf<'ParametersNode'>;

export interface Given {
  readonly values: readonly Value[];
  readonly block: Proc | undefined;
}

/** Names of the parameters that must come first; more of them than values means a wrong call. */
export const requiredCount = (parameters: Parameters | null) =>
  parameters === null ? 0 : parameters.requireds.length + parameters.posts.length;

/** Binds the values of a call to the parameters of a method or block. Missing ones are nil, as in a block. */
export function bind(parameters: Parameters | null, given: Given, env: Env): void {
  if (parameters === null) return;
  const { positional, keywords } = split(parameters, given.values);
  bindPositional(parameters, positional, env);
  bindKeywords(parameters, keywords, env);
  const { block } = parameters;
  if (block?.name != null) env.scope.variables.set(block.name, given.block ?? null);
}

function split(parameters: Parameters, values: readonly Value[]) {
  const takes = parameters.keywords.length > 0 || parameters.keywordRest !== null;
  const last = values.at(-1);
  return takes && last instanceof Dict && pairsOf(last).every(([key]) => key instanceof Sym)
    ? { positional: values.slice(0, -1), keywords: last }
    : { positional: values, keywords: new Dict() };
}

function bindPositional(
  { requireds, optionals, rest, posts }: Parameters,
  values: readonly Value[],
  env: Env,
): void {
  const spare = Math.max(0, values.length - requireds.length - posts.length);
  const optional = Math.min(spare, optionals.length);
  requireds.forEach((one, index) => assign(one, values[index] ?? null, env));
  (optionals as NodeOf<'OptionalParameterNode'>[]).forEach(({ name, value }, index) => {
    const at = requireds.length + index;
    env.scope.variables.set(
      name,
      index < optional ? (values[at] ?? null) : env.frame.session.evaluate(value, env),
    );
  });
  const from = requireds.length + optional;
  const to = rest === null ? from : Math.max(from, values.length - posts.length);
  if (rest !== null && 'name' in rest)
    env.scope.variables.set(rest.name ?? '*', new List(values.slice(from, to)));
  posts.forEach((one, index) => assign(one, values[to + index] ?? null, env));
}

function bindKeywords({ keywords, keywordRest }: Parameters, given: Dict, env: Env): void {
  const names = new Set<string>();
  for (const one of keywords as NodeOf<
    'RequiredKeywordParameterNode' | 'OptionalKeywordParameterNode'
  >[]) {
    names.add(one.name);
    const value = entry(given, Sym.of(one.name));
    env.scope.variables.set(
      one.name,
      value ?? ('value' in one ? env.frame.session.evaluate(one.value, env) : null),
    );
  }
  if (keywordRest === null || !('name' in keywordRest)) return;
  const rest = pairsOf(given).filter(([key]) => key instanceof Sym && !names.has(key.name));
  env.scope.variables.set(keywordRest.name ?? '**', dictOf(rest));
}

/** How many values a block takes, as Ruby's `arity`; negative with optional ones. */
export function arityOf(parameters: Parameters | null): number {
  if (parameters === null) return 0;
  const count = requiredCount(parameters);
  return parameters.optionals.length > 0 || parameters.rest !== null ? -count - 1 : count;
}

/** The parameters of a block, with those that need no declaration (`_1`, `it`) as their number. */
export function parametersOf(node: RubyNode | null): Parameters | number | null {
  if (node === null) return null;
  if (nameOf(node) === 'BlockParametersNode')
    return (node as NodeOf<'BlockParametersNode'>).parameters;
  if (nameOf(node) === 'NumberedParametersNode')
    return (node as NodeOf<'NumberedParametersNode'>).maximum;
  return nameOf(node) === 'ItParametersNode' ? 1 : null;
}
