import { type NodeOf, type RubyNode, nameOf } from '../parse';
import { RubyModule, RubyObject, type Value, doubtOf } from '../values';
import type { Env, Frame } from './frame';
import type { NodeTable } from './session';

export const VARIABLES: NodeTable = {
  LocalVariableReadNode: ({ name, depth }, env) => env.scope.up(depth).variables.get(name) ?? null,
  ItLocalVariableReadNode: (_, env) => env.scope.variables.get('it') ?? null,
  GlobalVariableReadNode: (node, env) => globalValue(node, env),
  NumberedReferenceReadNode: ({ number }, env) => env.frame.session.match[number] ?? null,
  InstanceVariableReadNode: ({ name }, env) => instanceVariables(env.frame).get(name) ?? null,
  ClassVariableReadNode: ({ name }, env) =>
    [...env.frame.nesting, env.frame.session.object]
      .find(({ variables }) => variables.has(name))
      ?.variables.get(name) ?? null,
  ConstantReadNode: (node, env) => named(node, node.name, env),
  ConstantPathNode: (node, env) => inModule(node, env),
  DefinedNode: (node, env) => isDefined(node.value, env),
};

function instanceVariables({ self, session }: Frame): Map<string, Value> {
  return self instanceof RubyObject || self instanceof RubyModule
    ? self.variables
    : session.main.variables;
}

const HOST_GLOBALS: readonly string[] = [
  '$PROGRAM_NAME',
  '$0',
  '$$',
  '$stdin',
  '$?',
  '$CHILD_STATUS',
];

function globalValue(node: NodeOf<'GlobalVariableReadNode'>, env: Env): Value {
  const { session } = env.frame;
  if (!HOST_GLOBALS.includes(node.name)) return session.globals.get(node.name) ?? null;
  return session.unsure(
    node,
    env,
    `'${node.name}' is known only where Vagrant runs.`,
    'Write the value itself, or give it in the box project.',
  );
}

/** A constant as Ruby finds it: in the modules around, in their ancestors, at the top. */
export function findConstant(name: string, { nesting, session }: Frame): Value | undefined {
  const ancestors = nesting[0] === undefined ? [] : ancestorsOf(nesting[0]);
  const holder = [...nesting, ...ancestors, session.object].find(({ constants }) =>
    constants.has(name),
  );
  return holder?.constants.get(name) ?? session.builtIn.get(name);
}

/** A class with everything it inherits from, in the order methods are looked up. */
export function ancestorsOf(module: RubyModule): RubyModule[] {
  const chain = [module, ...[...module.included].reverse().flatMap(ancestorsOf)];
  return module.superclass === undefined || chain.length > 100
    ? chain
    : [...chain, ...ancestorsOf(module.superclass)];
}

function named(node: RubyNode, name: string, env: Env): Value {
  const found = findConstant(name, env.frame);
  if (found !== undefined) return found;
  const { session } = env.frame;
  return HOST_CONSTANTS[name] === undefined
    ? session.unsure(
        node,
        env,
        `'${name}' is not defined in any file that was read.`,
        `Define '${name}' in the Vagrantfile, or write its value.`,
      )
    : session.unsure(
        node,
        env,
        HOST_CONSTANTS[name],
        'Write the value itself, or give it in the box project.',
      );
}

const HOST_CONSTANTS: Readonly<Record<string, string>> = {
  RUBY_PLATFORM: 'The platform is known only where Vagrant runs.',
  RUBY_VERSION: 'The version of Ruby is known only where Vagrant runs.',
  RbConfig: 'The platform is known only where Vagrant runs.',
  ARGV: 'The arguments of Vagrant are known only when it runs.',
};

function inModule(node: NodeOf<'ConstantPathNode'>, env: Env): Value {
  const { session } = env.frame;
  const name = node.name ?? '';
  if (node.parent === null)
    return named(node, name, { ...env, frame: { ...env.frame, nesting: [] } });
  const holder = session.evaluate(node.parent, env);
  const doubt = doubtOf(holder);
  if (doubt !== undefined) return session.derive(doubt, node, env);
  const found = holder instanceof RubyModule ? constantIn(holder, name, session) : undefined;
  return (
    found ??
    session.unsure(
      node,
      env,
      `'${session.textAt(node, env)}' is not defined in any file that was read.`,
      'Write the value itself, or give it in the box project.',
    )
  );
}

function constantIn(
  holder: RubyModule,
  name: string,
  session: Env['frame']['session'],
): Value | undefined {
  const owner = ancestorsOf(holder).find(({ constants }) => constants.has(name));
  return (
    owner?.constants.get(name) ??
    session.builtIn.get(`${holder.name}::${name}`) ??
    session.builtInValues.get(`${holder.name}::${name}`)
  );
}

type Test = (node: RubyNode, env: Env) => boolean;

const DEFINED: Readonly<Record<string, readonly [answer: string, test: Test]>> = {
  ConstantReadNode: [
    'constant',
    (node, env) => findConstant((node as NodeOf<'ConstantReadNode'>).name, env.frame) !== undefined,
  ],
  ConstantPathNode: [
    'constant',
    (node, env) => doubtOf(inModule(node as NodeOf<'ConstantPathNode'>, env)) === undefined,
  ],
  GlobalVariableReadNode: [
    'global-variable',
    (node, env) => env.frame.session.globals.has((node as NodeOf<'GlobalVariableReadNode'>).name),
  ],
  InstanceVariableReadNode: [
    'instance-variable',
    (node, env) =>
      instanceVariables(env.frame).has((node as NodeOf<'InstanceVariableReadNode'>).name),
  ],
  LocalVariableReadNode: ['local-variable', () => true],
  NilNode: ['expression', () => true],
  SelfNode: ['self', () => true],
  YieldNode: ['yield', (_, env) => env.frame.block !== undefined],
};

function isDefined(node: RubyNode, env: Env): Value {
  const { session } = env.frame;
  if (nameOf(node) === 'ParenthesesNode') {
    const { body } = node as NodeOf<'ParenthesesNode'>;
    const [only] = body !== null && 'body' in body ? (body.body as RubyNode[]) : [];
    if (only !== undefined) return isDefined(only, env);
  }
  const rule = DEFINED[nameOf(node)];
  if (rule === undefined) return session.definedCall(node, env);
  return rule[1](node, env) ? session.text(rule[0]) : null;
}
