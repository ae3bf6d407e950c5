// Everything that can be assigned to, in all the ways Ruby assigns: `=`, `||=`, `&&=`, `+=`, in a list of targets.
import { inspect } from '../show';
import { type NodeName, type NodeOf, type RubyNode, type Spot, nameOf } from '../parse';
import { List, RubyModule, RubyObject, Text, Unsure, type Value, doubtOf, isTrue } from '../values';
import { Call } from './call';
import { Doubtful, type Env } from './frame';
import { itemsOf, valuesOf } from './literals';
import type { NodeTable } from './session';

interface Place {
  read(): Value;
  write(value: Value): void;
}

const evaluate = (node: RubyNode | null | undefined, env: Env) =>
  env.frame.session.evaluate(node, env);

/** Writing while it is not known whether it happens leaves a value that is not known. */
const given = (value: Value, env: Env) => env.frame.session.given(value, shown);

function shown(value: Value): string {
  if (value instanceof Unsure) return value.source;
  try {
    return inspect(value);
  } catch (error) {
    if (error instanceof Doubtful) return error.unsure.source;
    throw error;
  }
}

const inMap = (map: Map<string, Value>, name: string, env: Env): Place => ({
  read: () => map.get(name) ?? null,
  write: (value) => map.set(name, given(value, env)),
});

const local = ({ name, depth }: { name: string; depth: number }, env: Env) =>
  inMap(env.scope.up(depth).variables, name, env);

const globalPlace = ({ name }: { name: string }, env: Env) =>
  inMap(env.frame.session.globals, name, env);

function instance({ name }: { name: string }, env: Env): Place {
  const { self } = env.frame;
  const holder =
    self instanceof RubyObject || self instanceof RubyModule ? self : env.frame.session.main;
  return inMap(holder.variables, name, env);
}

function classVariable({ name }: { name: string }, env: Env): Place {
  const { frame } = env;
  const holder = [...frame.nesting, frame.session.object].find(({ variables }) =>
    variables.has(name),
  );
  return inMap((holder ?? frame.nesting[0] ?? frame.session.object).variables, name, env);
}

function constant({ name }: { name: string }, env: Env): Place {
  const { nesting, session } = env.frame;
  return inMap((nesting[0] ?? session.object).constants, name, env);
}

function constantPath(node: { parent: RubyNode | null; name: string | null }, env: Env): Place {
  const holder = node.parent === null ? env.frame.session.object : evaluate(node.parent, env);
  const module = holder instanceof RubyModule ? holder : new RubyModule('?', 'module');
  return inMap(module.constants, node.name ?? '', env);
}

interface Sender extends Spot {
  receiver: RubyNode | null;
}

function sender(node: Sender, env: Env, args: () => Value[] | Unsure) {
  const receiver = node.receiver === null ? env.frame.self : evaluate(node.receiver, env);
  const own = node.receiver === null;
  const given = args();
  return (name: string, ...more: Value[]): Value => {
    if (given instanceof Unsure) return given;
    const values = [...given, ...more];
    return env.frame.session.send(
      new Call({ receiver, name, values, hasKeywords: false, block: undefined, own, node, env }),
    );
  };
}

type Indexed = NodeOf<
  'IndexOrWriteNode' | 'IndexAndWriteNode' | 'IndexOperatorWriteNode' | 'IndexTargetNode'
>;

function indexed(node: Indexed, env: Env): Place {
  const send = sender(node, env, () => valuesOf(node.arguments_?.arguments_ ?? [], env));
  return { read: () => send('[]'), write: (value) => send('[]=', value) };
}

type Attribute = NodeOf<'CallOrWriteNode' | 'CallAndWriteNode' | 'CallOperatorWriteNode'>;

function attribute(node: Attribute, env: Env): Place {
  const send = sender(node, env, () => []);
  return { read: () => send(node.readName), write: (value) => send(node.writeName, value) };
}

type PlaceOf<N> = (node: N, env: Env) => Place;
interface Assignment {
  value: RubyNode;
}

/** `=` */
const write =
  <T>(placeOf: PlaceOf<T>) =>
  (node: T & Assignment, env: Env): Value => {
    const value = evaluate(node.value, env);
    placeOf(node, env).write(value);
    return value;
  };

/** `||=` and `&&=` */
const writeIf =
  <T>(placeOf: PlaceOf<T>, when: boolean) =>
  (node: T & Spot & Assignment, env: Env): Value => {
    const place = placeOf(node, env);
    const now = place.read();
    const doubt = doubtOf(now);
    if (doubt !== undefined) {
      place.write(env.frame.session.derive(doubt, node, env));
      return place.read();
    }
    if (isTrue(now) !== when) return now;
    const value = evaluate(node.value, env);
    place.write(value);
    return value;
  };

/** `+=` and the like */
const writeBy =
  <T>(placeOf: PlaceOf<T>) =>
  (node: T & Spot & Assignment & { binaryOperator: string }, env: Env): Value => {
    const place = placeOf(node, env);
    const receiver = place.read();
    const values = [evaluate(node.value, env)];
    const value = env.frame.session.send(
      new Call({
        receiver,
        name: node.binaryOperator,
        values,
        hasKeywords: false,
        block: undefined,
        own: false,
        node,
        env,
      }),
    );
    place.write(value);
    return value;
  };

export const ASSIGNMENTS: NodeTable = {
  LocalVariableWriteNode: write(local),
  LocalVariableOrWriteNode: writeIf(local, false),
  LocalVariableAndWriteNode: writeIf(local, true),
  LocalVariableOperatorWriteNode: writeBy(local),
  InstanceVariableWriteNode: write(instance),
  InstanceVariableOrWriteNode: writeIf(instance, false),
  InstanceVariableAndWriteNode: writeIf(instance, true),
  InstanceVariableOperatorWriteNode: writeBy(instance),
  ClassVariableWriteNode: write(classVariable),
  ClassVariableOrWriteNode: writeIf(classVariable, false),
  ClassVariableAndWriteNode: writeIf(classVariable, true),
  ClassVariableOperatorWriteNode: writeBy(classVariable),
  GlobalVariableWriteNode: write(globalPlace),
  GlobalVariableOrWriteNode: writeIf(globalPlace, false),
  GlobalVariableAndWriteNode: writeIf(globalPlace, true),
  GlobalVariableOperatorWriteNode: writeBy(globalPlace),
  ConstantWriteNode: write(constant),
  ConstantOrWriteNode: writeIf(constant, false),
  ConstantAndWriteNode: writeIf(constant, true),
  ConstantOperatorWriteNode: writeBy(constant),
  ConstantPathWriteNode: write((node, env) => constantPath(node.target, env)),
  ConstantPathOrWriteNode: writeIf((node, env) => constantPath(node.target, env), false),
  IndexOrWriteNode: writeIf(indexed, false),
  IndexAndWriteNode: writeIf(indexed, true),
  IndexOperatorWriteNode: writeBy(indexed),
  CallOrWriteNode: writeIf(attribute, false),
  CallAndWriteNode: writeIf(attribute, true),
  CallOperatorWriteNode: writeBy(attribute),
  MultiWriteNode: (node, env) => {
    const value = evaluate(node.value, env);
    spread(node, value, env);
    return value;
  },
};

type TargetTable = {
  readonly [K in NodeName]?: (node: NodeOf<K>, value: Value, env: Env) => void;
};

const TARGETS: TargetTable = {
  LocalVariableTargetNode: (node, value, env) => local(node, env).write(value),
  InstanceVariableTargetNode: (node, value, env) => instance(node, env).write(value),
  ClassVariableTargetNode: (node, value, env) => classVariable(node, env).write(value),
  GlobalVariableTargetNode: (node, value, env) => globalPlace(node, env).write(value),
  ConstantTargetNode: (node, value, env) => constant(node, env).write(value),
  ConstantPathTargetNode: (node, value, env) => constantPath(node, env).write(value),
  IndexTargetNode: (node, value, env) => indexed(node, env).write(value),
  CallTargetNode: (node, value, env) => void sender(node, env, () => [])(node.name, value),
  RequiredParameterNode: ({ name }, value, env) => void env.scope.variables.set(name, value),
  MultiTargetNode: (node, value, env) => spread(node, value, env),
  SplatNode: ({ expression }, value, env) => {
    if (expression !== null) assign(expression, value, env);
  },
};

/** Gives a value to a target: a variable, an attribute, `(a, *b)`. */
export function assign(target: RubyNode, value: Value, env: Env): void {
  const rule = TARGETS[nameOf(target)] as
    ((node: RubyNode, value: Value, env: Env) => void) | undefined;
  rule?.(target, value, env);
}

function spread(node: NodeOf<'MultiWriteNode' | 'MultiTargetNode'>, value: Value, env: Env): void {
  const doubt = doubtOf(value);
  if (doubt !== undefined) {
    for (const target of [...node.lefts, node.rest, ...node.rights]) {
      if (target !== null) assign(target, doubt, env);
    }
    return;
  }
  const items = value instanceof List ? value.items : itemsOfOne(value, node, env);
  const afterRest = Math.max(node.lefts.length, items.length - node.rights.length);
  node.lefts.forEach((target, index) => assign(target, items[index] ?? null, env));
  if (node.rest !== null) {
    assign(node.rest, new List(items.slice(node.lefts.length, afterRest)), env);
  }
  node.rights.forEach((target, index) => assign(target, items[afterRest + index] ?? null, env));
}

const itemsOfOne = (value: Value, node: RubyNode, env: Env) =>
  value instanceof Text || value === null
    ? [value]
    : value instanceof RubyObject
      ? itemsOf(value, node, env)
      : [value];
