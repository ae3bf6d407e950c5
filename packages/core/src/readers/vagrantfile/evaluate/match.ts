// Pattern matching of `case ... in`, as far as Vagrantfiles use it.
import { type NodeOf, type RubyNode, nameOf } from '../parse';
import { Dict, List, Sym, Unsure, type Value, doubtOf, isTrue } from '../values';
import { entry } from '../show';
import { caseEqual } from './control';
import type { Env } from './frame';
import { assign } from './places';

type Matcher = (node: RubyNode, value: Value, env: Env) => Value;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  LocalVariableTargetNode: (node, value, env) => {
    assign(node, value, env);
    return true;
  },
  HashPatternNode: (node, value, env) => hash(node as NodeOf<'HashPatternNode'>, value, env),
  ArrayPatternNode: (node, value, env) => array(node as NodeOf<'ArrayPatternNode'>, value, env),
  AlternationPatternNode: (node, value, env) => {
    const { left, right } = node as NodeOf<'AlternationPatternNode'>;
    const first = matches(left, value, env);
    return isTrue(first) ? first : matches(right, value, env);
  },
};

/** Whether a value has the form of a pattern; binds the names in it. */
export function matches(pattern: RubyNode, value: Value, env: Env): Value {
  const doubt = doubtOf(value);
  if (doubt !== undefined) return doubt;
  const special = MATCHERS[nameOf(pattern)];
  if (special !== undefined) return special(pattern, value, env);
  return caseEqual(env.frame.session.evaluate(pattern, env), value, pattern, env);
}

function all(pairs: readonly (readonly [RubyNode, Value])[], env: Env): Value {
  for (const [pattern, value] of pairs) {
    const answer = matches(pattern, value, env);
    if (answer instanceof Unsure || !isTrue(answer)) return answer;
  }
  return true;
}

function hash(node: NodeOf<'HashPatternNode'>, value: Value, env: Env): Value {
  if (!(value instanceof Dict)) return false;
  const pairs: [RubyNode, Value][] = [];
  for (const one of node.elements) {
    if (nameOf(one) !== 'AssocNode') continue;
    const { key, value: pattern } = one as NodeOf<'AssocNode'>;
    const name = env.frame.session.evaluate(key, env);
    const found = name instanceof Sym ? entry(value, name) : undefined;
    if (found === undefined) return false;
    pairs.push([
      nameOf(pattern) === 'ImplicitNode' ? (pattern as NodeOf<'ImplicitNode'>).value : pattern,
      found,
    ]);
  }
  return all(pairs, env);
}

function array(node: NodeOf<'ArrayPatternNode'>, value: Value, env: Env): Value {
  if (!(value instanceof List)) return false;
  const { requireds, rest, posts } = node;
  const { items } = value;
  const fits =
    rest === null
      ? items.length === requireds.length + posts.length
      : items.length >= requireds.length + posts.length;
  if (!fits) return false;
  const end = items.length - posts.length;
  if (rest !== null) assign(rest, new List(items.slice(requireds.length, end)), env);
  return all(
    [
      ...requireds.map((one, at) => [one, items[at] ?? null] as const),
      ...posts.map((one, at) => [one, items[end + at] ?? null] as const),
    ],
    env,
  );
}
