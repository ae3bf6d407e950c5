import { type NodeOf, type RubyNode, nameOf } from '../parse';
import { type RubyMethod, RubyModule, Sym, type Value } from '../values';
import { type Env, type Frame, Scope } from './frame';
import type { NodeTable } from './session';
import { findConstant } from './variables';

const evaluate = (node: RubyNode | null | undefined, env: Env) =>
  env.frame.session.evaluate(node, env);

export const DEFINITIONS: NodeTable = {
  DefNode: (node, env) => defineMethod(node, env),
  ClassNode: (node, env) => {
    const parent = evaluate(node.superclass, env);
    const above = parent instanceof RubyModule ? parent : undefined;
    return body(openModule(node, 'class', above, env), node.body, env);
  },
  ModuleNode: (node, env) => body(openModule(node, 'module', undefined, env), node.body, env),
  SingletonClassNode: (node, env) => {
    const of = evaluate(node.expression, env);
    return of instanceof RubyModule ? singletonBody(of, node.body, env) : null;
  },
  AliasMethodNode: (node, env) => {
    const [name, old] = [evaluate(node.newName, env), evaluate(node.oldName, env)];
    const owner = ownerOf(env.frame);
    const method = old instanceof Sym ? owner.methods.get(old.name) : undefined;
    if (name instanceof Sym && method !== undefined) owner.methods.set(name.name, method);
    return null;
  },
};

/** Where `def` puts a method. */
const ownerOf = (frame: Frame): RubyModule => frame.nesting[0] ?? frame.session.object;

function defineMethod(node: NodeOf<'DefNode'>, env: Env): Value {
  const { frame } = env;
  const { doubt } = frame.session;
  const target = node.receiver === null ? undefined : evaluate(node.receiver, env);
  const isOwn = target !== undefined || frame.singleton === true;
  const owner = target instanceof RubyModule ? target : ownerOf(frame);
  const code = doubt === undefined ? node : () => doubt;
  const method: RubyMethod = { code, name: node.name, frame, owner };
  (isOwn ? owner.ownMethods : owner.methods).set(node.name, method);
  if (frame.moduleFunction?.on === true) owner.ownMethods.set(node.name, method);
  return Sym.of(node.name);
}

function openModule(
  node: NodeOf<'ClassNode' | 'ModuleNode'>,
  kind: 'class' | 'module',
  above: RubyModule | undefined,
  env: Env,
): RubyModule {
  const { frame } = env;
  const path =
    nameOf(node.constantPath) === 'ConstantPathNode'
      ? (node.constantPath as NodeOf<'ConstantPathNode'>)
      : undefined;
  const parent = path?.parent == null ? undefined : evaluate(path.parent, env);
  const holder =
    parent instanceof RubyModule
      ? parent
      : path === undefined
        ? ownerOf(frame)
        : frame.session.object;
  const known =
    holder.constants.get(node.name) ??
    (holder === frame.session.object ? findConstant(node.name, frame) : undefined);
  if (known instanceof RubyModule) return known;
  const outerName = holder === frame.session.object ? '' : `${holder.name}::`;
  const made = new RubyModule(`${outerName}${node.name}`, kind, above, holder);
  holder.constants.set(node.name, made);
  return made;
}

function body(module: RubyModule, code: RubyNode | null, env: Env): Value {
  const nesting = [module, ...env.frame.nesting];
  const { session, script } = env.frame;
  const frame: Frame = { session, script, self: module, nesting, moduleFunction: { on: false } };
  return evaluate(code, { frame, scope: new Scope() });
}

function singletonBody(module: RubyModule, code: RubyNode | null, env: Env): Value {
  const { session, script, nesting } = env.frame;
  const frame: Frame = {
    session,
    script,
    self: module,
    nesting: [module, ...nesting],
    singleton: true,
  };
  return evaluate(code, { frame, scope: new Scope() });
}
