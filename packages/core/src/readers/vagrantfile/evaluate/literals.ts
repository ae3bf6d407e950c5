import { makePattern } from '../pattern';
import { identity, put, toText } from '../show';
import {
  Dict,
  Float,
  List,
  Proc,
  RubyRange,
  Sym,
  Text,
  Unsure,
  type Value,
  doubtOf,
  text,
} from '../values';
import { type NodeOf, type RubyNode, nameOf } from '../parse';
import { Call } from './call';
import { Doubtful, type Env } from './frame';
import type { NodeTable } from './session';

const evaluate = (node: RubyNode | null | undefined, env: Env) =>
  env.frame.session.evaluate(node, env);

export const LITERALS: NodeTable = {
  NilNode: () => null,
  TrueNode: () => true,
  FalseNode: () => false,
  SelfNode: (_, env) => env.frame.self,
  IntegerNode: (node, env) => integer(node, env),
  FloatNode: ({ value }) => new Float(value),
  StringNode: ({ unescaped }) => text(unescaped.value),
  SymbolNode: ({ unescaped }) => Sym.of(unescaped.value),
  InterpolatedStringNode: (node, env) => joined(node, env, text),
  InterpolatedSymbolNode: (node, env) => joined(node, env, (value) => Sym.of(value)),
  XStringNode: (node, env) => command(node, env),
  InterpolatedXStringNode: (node, env) => command(node, env),
  RegularExpressionNode: (node, env) => pattern(node, env, node.unescaped.value),
  InterpolatedRegularExpressionNode: (node, env) => {
    const source = joined(node, env, text, true);
    return source instanceof Text ? pattern(node, env, source.value) : source;
  },
  EmbeddedStatementsNode: (node, env) => evaluate(node.statements, env),
  EmbeddedVariableNode: (node, env) => evaluate(node.variable, env),
  ArrayNode: (node, env) => listOf(node.elements, env),
  HashNode: (node, env) => hashOf(node.elements, env),
  KeywordHashNode: (node, env) => hashOf(node.elements, env),
  ImplicitNode: (node, env) => evaluate(node.value, env),
  RangeNode: (node, env) => range(node, env),
  LambdaNode: (node, env) => new Proc(node, env, true),
  SourceFileNode: (_, env) => env.frame.session.scriptPath(env.frame.script.file),
  SourceLineNode: (node, env) => env.frame.script.position(node.location).line,
  ParenthesesNode: (node, env) => evaluate(node.body, env),
  StatementsNode: (node, env) => node.body.reduce<Value>((_, one) => evaluate(one, env), null),
  ProgramNode: (node, env) => evaluate(node.statements, env),
};

function integer(node: NodeOf<'IntegerNode'>, env: Env): Value {
  const value: unknown = node.value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return env.frame.session.unsure(
    node,
    env,
    'A number this large is not understood.',
    'Write it as a text.',
  );
}

const command = (node: RubyNode, env: Env) =>
  env.frame.session.unsure(
    node,
    env,
    'It is what a command prints, and no command is run.',
    'Write the value itself, or give it in the box project.',
  );

type Interpolated = NodeOf<
  'InterpolatedStringNode' | 'InterpolatedSymbolNode' | 'InterpolatedRegularExpressionNode'
>;

function joined(
  node: Interpolated,
  env: Env,
  make: (value: string) => Value,
  asPattern = false,
): Value {
  const { session } = env.frame;
  const parts = node.parts.map((part) => partText(part, env, asPattern));
  const doubt = parts.find((part) => part instanceof Unsure);
  if (doubt instanceof Unsure) return session.derive(doubt, node, env);
  const whole = parts.filter((part) => typeof part === 'string').join('');
  session.charge(Math.ceil(whole.length / 1000), node, env);
  return make(whole);
}

function partText(node: RubyNode, env: Env, asPattern: boolean): string | Unsure {
  const value = evaluate(node, env);
  if (asPattern && nameOf(node) !== 'StringNode' && !(value instanceof Text))
    return textIn(value, node, env, '(?:$)');
  return textIn(value, node, env);
}

function textIn(value: Value, node: RubyNode, env: Env, wrap?: string): string | Unsure {
  try {
    const known = asText(value, node, env);
    return wrap === undefined ? known : known.replace(/^\/(.*)\/$/s, '(?:$1)');
  } catch (error) {
    if (error instanceof Doubtful) return error.unsure;
    throw error;
  }
}

/** As `to_s`, also of objects whose class defines it. */
function asText(value: Value, node: RubyNode, env: Env): string {
  const call = new Call({
    receiver: value,
    name: 'to_s',
    values: [],
    hasKeywords: false,
    block: undefined,
    own: false,
    node,
    env,
  });
  return toText(env.frame.session.send(call));
}

function pattern(
  node: NodeOf<'RegularExpressionNode' | 'InterpolatedRegularExpressionNode'>,
  env: Env,
  source: string,
): Value {
  const flags = { i: node.isIgnoreCase(), m: node.isMultiLine(), x: node.isExtended() };
  return (
    makePattern(source, flags) ??
    env.frame.session.unsure(
      node,
      env,
      'This regular expression is not understood.',
      'Write it without look-around and back references.',
    )
  );
}

/** The values of a list of expressions, with `*splats` unfolded; a doubt when their number is not known. */
export function valuesOf(nodes: readonly RubyNode[], env: Env): Value[] | Unsure {
  const values: Value[] = [];
  for (const node of nodes) {
    if (nameOf(node) !== 'SplatNode') {
      values.push(evaluate(node, env));
      continue;
    }
    const value = evaluate((node as NodeOf<'SplatNode'>).expression, env);
    const doubt = doubtOf(value);
    if (doubt !== undefined) return env.frame.session.derive(doubt, node, env);
    values.push(...itemsOf(value, node, env));
  }
  return values;
}

/** What a splat unfolds to. */
export function itemsOf(value: Value, node: RubyNode, env: Env): readonly Value[] {
  if (value === null) return [];
  if (value instanceof List) return value.items;
  if (!(value instanceof RubyRange) && !(value instanceof Dict)) return [value];
  const call = new Call({
    receiver: value,
    name: 'to_a',
    values: [],
    hasKeywords: false,
    block: undefined,
    own: false,
    node,
    env,
  });
  const list = env.frame.session.send(call);
  return list instanceof List ? list.items : [list];
}

function listOf(nodes: readonly RubyNode[], env: Env): Value {
  const values = valuesOf(nodes, env);
  return values instanceof Unsure ? values : new List(values);
}

function hashOf(nodes: readonly RubyNode[], env: Env): Value {
  const dict = new Dict();
  for (const node of nodes) {
    const doubt =
      nameOf(node) === 'AssocNode'
        ? addPair(dict, node as NodeOf<'AssocNode'>, env)
        : addAll(dict, node as NodeOf<'AssocSplatNode'>, env);
    if (doubt !== undefined) return env.frame.session.derive(doubt, node, env);
  }
  return dict;
}

function addPair(dict: Dict, node: NodeOf<'AssocNode'>, env: Env): Unsure | undefined {
  const key = evaluate(node.key, env);
  const value = evaluate(node.value, env);
  const doubt = doubtOf(key);
  if (doubt === undefined) put(dict, key, value);
  return doubt;
}

function addAll(dict: Dict, node: NodeOf<'AssocSplatNode'>, env: Env): Unsure | undefined {
  const value = evaluate(node.value, env);
  if (value instanceof Dict)
    for (const [, [key, one]] of value.entries) dict.entries.set(identity(key), [key, one]);
  return doubtOf(value);
}

function range(node: NodeOf<'RangeNode'>, env: Env): Value {
  const [from, to] = [evaluate(node.left, env), evaluate(node.right, env)];
  const doubt = doubtOf(from) ?? doubtOf(to);
  return doubt === undefined
    ? new RubyRange(from, to, node.isExcludeEnd())
    : env.frame.session.derive(doubt, node, env);
}
