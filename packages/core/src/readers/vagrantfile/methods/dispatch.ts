import type { NodeOf, RubyNode } from '../parse';
import { Receiver } from '../receiver';
import { STDLIB } from '../stdlib';
import { openStructAnswer } from '../stdlib/struct';
import {
  Changeable,
  type RubyMethod,
  RubyModule,
  RubyObject,
  Unsure,
  type Value,
  doubtOf,
} from '../values';
import { type Call } from '../evaluate/call';
import { Doubtful, type Env, Landing, Scope } from '../evaluate/frame';
import { bind, requiredCount } from '../evaluate/parameters';
import { ancestorsOf } from '../evaluate/variables';
import { METHODS, OBJECT } from '.';
import { KERNEL } from '../stdlib/kernel';
import { MODULE } from './module';
import { className, type Method } from './table';

/** The result of a call. */
export function dispatch(call: Call): Value {
  const doubt = doubtOf(call.receiver);
  if (doubt !== undefined) return unknownReceiver(doubt, call);
  if (call.receiver instanceof Receiver) {
    const answer = call.receiver.answer(call);
    return answer === undefined ? common(call) : answer;
  }
  const own = findMethod(call.receiver, call.name, call);
  return own === undefined ? builtIn(call) : invoke(own, call);
}

/** `super` */
export function dispatchAbove(method: RubyMethod, call: Call): Value {
  const chain = ancestorsOf(classOf(call.receiver, call));
  const above = chain.slice(chain.indexOf(method.owner) + 1);
  const found = above.find(({ methods }) => methods.has(method.name))?.methods.get(method.name);
  if (found !== undefined) return invoke(found, call);
  return method.name === 'initialize' ? null : builtIn(call);
}

/** What a call on something unknown leaves: its block runs perhaps, with values that are not known. */
function unknownReceiver(doubt: Unsure, call: Call): Value {
  const result = call.session.derive(doubt, call.node, call.env);
  perhapsRun(call, result);
  return result;
}

function perhapsRun({ block, session, node }: Call, doubt: Unsure): void {
  if (block === undefined) return;
  session.inDoubt(doubt, () => session.callProc(block, [doubt, doubt, doubt], node));
}

/** The class of a value, where methods of the file may have been added to it. */
function classOf(value: Value, { session }: Pick<Call, 'session'>): RubyModule {
  if (value instanceof RubyObject) return value.type;
  return session.builtInClass(value instanceof RubyModule ? 'Module' : className(value));
}

function findMethod(receiver: Value, name: string, call: Call): RubyMethod | undefined {
  if (receiver instanceof RubyModule) {
    const own = ownMethod(receiver, name);
    if (own !== undefined) return own;
  }
  const chain = [...ancestorsOf(classOf(receiver, call)), call.session.object];
  const found = chain.find(({ methods }) => methods.has(name))?.methods.get(name);
  // A method of the top level is private: it answers only to calls without a receiver.
  return found?.owner === call.session.object && !call.own ? undefined : found;
}

function ownMethod(module: RubyModule, name: string): RubyMethod | undefined {
  const extended = [...module.extended].reverse().flatMap(ancestorsOf);
  return (
    module.ownMethods.get(name) ??
    extended.find(({ methods }) => methods.has(name))?.methods.get(name) ??
    (module.superclass === undefined ? undefined : ownMethod(module.superclass, name))
  );
}

/** Runs a method of the file. */
function invoke(method: RubyMethod, call: Call): Value {
  const { code, frame: home } = method;
  if (typeof code === 'function') return code(call.receiver, call.values, call);
  const wrong = wrongCount(code, call);
  if (wrong !== undefined) return wrong;
  const { session } = call;
  const onReturn = new Landing();
  const { script, nesting } = home;
  const frame = {
    session,
    script,
    self: call.receiver,
    nesting,
    method: { code: method, values: call.values },
    block: call.block,
  };
  const env: Env = { frame, scope: new Scope(), onReturn };
  bind(code.parameters, call, env);
  return session.upTo(onReturn, () => session.evaluate(code.body, env));
}

function wrongCount({ name, parameters }: NodeOf<'DefNode'>, call: Call): Value | undefined {
  const least = requiredCount(parameters);
  if (call.values.length >= least) return undefined;
  return call.fault(
    'ArgumentError',
    `'${name}' takes ${least} values and is given ${call.values.length}.`,
    'Correct the call.',
  );
}

const isOpen = ({ type }: RubyObject) =>
  ancestorsOf(type).some(({ name }) => name === 'OpenStruct');

function builtIn(call: Call): Value {
  const { receiver, name } = call;
  if (receiver instanceof RubyObject && isOpen(receiver) && OBJECT[name] === undefined) {
    return openStructAnswer(receiver, call);
  }
  const rule = receiver instanceof RubyModule ? moduleRule(receiver, name) : undefined;
  const method = rule ?? METHODS[className(receiver)]?.[name];
  return method === undefined ? common(call) : run(method, call);
}

function moduleRule(module: RubyModule, name: string): Method<never> | undefined {
  return (
    ancestorsOf(module)
      .map((one) => STDLIB[one.name]?.[name])
      .find((one) => one !== undefined) ?? MODULE[name]
  );
}

/** What everything answers to. */
function common(call: Call): Value {
  const method = (call.own ? KERNEL[call.name] : undefined) ?? OBJECT[call.name];
  return method === undefined ? notUnderstood(call) : run(method, call);
}

function run(method: Method<never>, call: Call): Value {
  const { receiver, session } = call;
  const doubt =
    (method.open ? undefined : call.values.map(doubtOf).find((one) => one !== undefined)) ??
    (method.changes ? session.doubt : undefined);
  if (doubt !== undefined) return unknownResult(doubt, method, call);
  try {
    return method.run(receiver as never, call);
  } catch (error) {
    if (error instanceof Doubtful) return unknownResult(error.unsure, method, call, false);
    throw error;
  }
}

function unknownResult(doubt: Unsure, method: Method<never>, call: Call, blockWaits = true): Value {
  const result = call.session.derive(doubt, call.node, call.env);
  if (method.changes) spoil(call.receiver, result);
  if (blockWaits) perhapsRun(call, result);
  return result;
}

const spoil = (value: Value, doubt: Unsure) => {
  if (value instanceof Changeable) value.spoiled ??= doubt;
};

/** Whatever it does, its block perhaps runs, and what it is given perhaps changes. */
function notUnderstood(call: Call): Value {
  const { receiver, name, own } = call;
  const doubt =
    receiver === null && !own
      ? call.fault(
          'NoMethodError',
          `'${name}' is called on nil.`,
          'Give the value it needs before this line, or write the result here.',
        )
      : call.unsure(
          `The method '${name}' is not understood.`,
          `Write what '${name}' gives, or give the value in the box project.`,
        );
  if (!(doubt instanceof Unsure)) return doubt;
  perhapsRun(call, doubt);
  if (/[!=]$|^<<$/.test(name) && !own) spoil(receiver, doubt);
  for (const value of call.values) if (value instanceof Receiver) value.perhapsChanged(doubt);
  return doubt;
}

/** `respond_to?` of a built-in value. */
export const answersTo = (value: Value, name: string): boolean =>
  METHODS[className(value)]?.[name] !== undefined || OBJECT[name] !== undefined;

/** `defined?` of a call. */
export function definedCall(node: RubyNode, env: Env): Value {
  const call = node as NodeOf<'CallNode'>;
  const found =
    'receiver' in call && call.receiver === null
      ? env.frame.session.object.methods.has(call.name) || KERNEL[call.name] !== undefined
      : undefined;
  if (found === undefined) {
    return env.frame.session.unsure(
      node,
      env,
      'Whether this is defined is not known.',
      'Write the branch that holds.',
    );
  }
  return found ? env.frame.session.text('method') : null;
}
