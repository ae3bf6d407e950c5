import { type NodeOf, type RubyNode, nameOf } from '../parse';
import { Dict, Proc, Sym, Unsure, type Value, doubtOf } from '../values';
import { Call } from './call';
import { type Env, Landing } from './frame';
import { valuesOf } from './literals';
import type { NodeTable } from './session';

const evaluate = (node: RubyNode | null | undefined, env: Env) =>
  env.frame.session.evaluate(node, env);

export const CALLS: NodeTable = {
  CallNode: (node, env) => call(node, env),
  SuperNode: (node, env) => superCall(node, argumentsOf(node, env), env),
  ForwardingSuperNode: (node, env) =>
    superCall(
      node,
      { values: env.frame.method?.values ?? [], hasKeywords: false, block: env.frame.block },
      env,
    ),
  YieldNode: (node, env) => {
    const values = valuesOf(node.arguments_?.arguments_ ?? [], env);
    if (values instanceof Unsure) return values;
    const { block, session } = env.frame;
    return block === undefined ? null : session.callProc(block, values, node);
  },
  MatchWriteNode: (node, env) => evaluate(node.call, env),
};

interface Arguments {
  values: readonly Value[] | Unsure;
  hasKeywords: boolean;
  block: Proc | undefined;
}

function call(node: NodeOf<'CallNode'>, env: Env): Value {
  const { session } = env.frame;
  const receiver = node.receiver === null ? env.frame.self : evaluate(node.receiver, env);
  if (node.isSafeNavigation() && receiver === null) return null;
  const given = argumentsOf(node, env);
  if (given.values instanceof Unsure) return unknownArguments(given.values, receiver, node, env);
  const own = node.receiver === null || nameOf(node.receiver) === 'SelfNode';
  const parts = { ...given, values: given.values, receiver, name: node.name, own, node, env };
  const value = landed(given, env, node, () => session.send(new Call(parts)));
  return node.isAttributeWrite() ? (given.values.at(-1) ?? null) : value;
}

/** A call whose number of arguments is not known: what it changes is not known afterwards. */
function unknownArguments(doubt: Unsure, receiver: Value, node: RubyNode, env: Env): Unsure {
  const name = nameOf(node) === 'CallNode' ? (node as NodeOf<'CallNode'>).name : 'super';
  const parts = {
    receiver,
    name,
    values: [doubt],
    hasKeywords: false,
    block: undefined,
    own: false,
    node,
    env,
  };
  const { session } = env.frame;
  session.send(new Call(parts));
  return session.derive(doubt, node, env);
}

/** A `break` of the block ends the call it was given to. */
function landed(
  given: Arguments,
  env: Env,
  node: { block: RubyNode | null },
  send: () => Value,
): Value {
  const { block } = given;
  if (block === undefined || node.block === null || nameOf(node.block) !== 'BlockNode')
    return send();
  return env.frame.session.upTo(block.env.onBreak ?? new Landing(), send);
}

interface CallLike {
  arguments_: NodeOf<'ArgumentsNode'> | null;
  block: RubyNode | null;
}

function argumentsOf(node: CallLike, env: Env): Arguments {
  const nodes = node.arguments_?.arguments_ ?? [];
  const last = nodes.at(-1);
  const forwards = last !== undefined && nameOf(last) === 'ForwardingArgumentsNode';
  const values = forwards
    ? [...(env.frame.method?.values ?? [])]
    : withoutEmptyKeywords(valuesOf(nodes, env), last);
  const hasKeywords = last !== undefined && nameOf(last) === 'KeywordHashNode';
  return { values, hasKeywords, block: forwards ? env.frame.block : blockOf(node.block, env) };
}

/** `f(**{})` passes nothing. */
function withoutEmptyKeywords(
  values: Value[] | Unsure,
  last: RubyNode | undefined,
): Value[] | Unsure {
  if (values instanceof Unsure || last === undefined || nameOf(last) !== 'KeywordHashNode')
    return values;
  const keywords = values.at(-1);
  return keywords instanceof Dict && keywords.entries.size === 0 ? values.slice(0, -1) : values;
}

function blockOf(node: RubyNode | null, env: Env): Proc | undefined {
  if (node === null) return undefined;
  if (nameOf(node) === 'BlockNode') {
    return new Proc(node as NodeOf<'BlockNode'>, { ...env, onBreak: new Landing() }, false);
  }
  const { expression } = node as NodeOf<'BlockArgumentNode'>;
  return expression === null ? env.frame.block : asBlock(evaluate(expression, env), node, env);
}

/** `&name`: a proc, or the method of that name. */
function asBlock(value: Value, node: RubyNode, env: Env): Proc | undefined {
  if (value instanceof Proc || value === null) return value ?? undefined;
  const doubt = doubtOf(value);
  const native = ([receiver = null, ...values]: readonly Value[]): Value =>
    value instanceof Sym
      ? env.frame.session.send(
          new Call({
            receiver,
            name: value.name,
            values,
            hasKeywords: false,
            block: undefined,
            own: false,
            node,
            env,
          }),
        )
      : (doubt ?? null);
  return new Proc(native, env, true);
}

function superCall(
  node: NodeOf<'SuperNode' | 'ForwardingSuperNode'>,
  given: Arguments,
  env: Env,
): Value {
  const { session, self, method } = env.frame;
  if (method === undefined || given.values instanceof Unsure) return null;
  const block = given.block ?? env.frame.block;
  const parts = {
    receiver: self,
    name: method.code.name,
    values: given.values,
    hasKeywords: given.hasKeywords,
    block,
    own: true,
    node,
    env,
  };
  return session.parts.dispatchAbove(method.code, new Call(parts));
}
