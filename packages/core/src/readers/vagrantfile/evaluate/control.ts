import { type NodeOf, type RubyNode } from '../parse';
import { List, RubyModule, RubyObject, Unsure, type Value, doubtOf, isTrue, text } from '../values';
import { MESSAGE } from '../stdlib/errors';
import { Call } from './call';
import { type Env, Jump, Landing, Raised } from './frame';
import { itemsOf, valuesOf } from './literals';
import { assign } from './places';
import { matches } from './match';
import type { NodeTable } from './session';

const evaluate = (node: RubyNode | null | undefined, env: Env) =>
  env.frame.session.evaluate(node, env);

export const CONTROL: NodeTable = {
  IfNode: (node, env) =>
    either(node, evaluate(node.predicate, env), node.statements, node.subsequent, env),
  UnlessNode: (node, env) =>
    either(node, evaluate(node.predicate, env), node.elseClause, node.statements, env),
  ElseNode: (node, env) => evaluate(node.statements, env),
  AndNode: (node, env) => logical(node, env, false),
  OrNode: (node, env) => logical(node, env, true),
  CaseNode: (node, env) => caseOf(node, env),
  CaseMatchNode: (node, env) => caseIn(node, env),
  MatchPredicateNode: (node, env) => matches(node.pattern, evaluate(node.value, env), env),
  MatchRequiredNode: (node, env) => {
    matches(node.pattern, evaluate(node.value, env), env);
    return null;
  },
  WhileNode: (node, env) => loop(node, env, true),
  UntilNode: (node, env) => loop(node, env, false),
  ForNode: (node, env) => forEach(node, env),
  BeginNode: (node, env) => begin(node, env),
  RescueModifierNode: (node, env) =>
    rescuing(
      env,
      () => evaluate(node.expression, env),
      () => evaluate(node.rescueExpression, env),
    ),
  ReturnNode: (node, env) => jump(node, env.onReturn, env),
  BreakNode: (node, env) => jump(node, env.onBreak, env),
  NextNode: (node, env) => jump(node, env.onNext, env),
};

/** Follows one branch, or both in doubt where it is not known which. */
function either(
  node: RubyNode,
  condition: Value,
  yes: RubyNode | null,
  no: RubyNode | null,
  env: Env,
): Value {
  const { session } = env.frame;
  const doubt = doubtOf(condition);
  if (doubt === undefined) return evaluate(isTrue(condition) ? yes : no, env);
  for (const branch of [yes, no]) session.inDoubt(doubt, () => evaluate(branch, env));
  return session.derive(doubt, node, env);
}

function logical(node: NodeOf<'AndNode' | 'OrNode'>, env: Env, stopsAt: boolean): Value {
  const { session } = env.frame;
  const left = evaluate(node.left, env);
  const doubt = doubtOf(left);
  if (doubt === undefined) return isTrue(left) === stopsAt ? left : evaluate(node.right, env);
  let right: Value = doubt;
  session.inDoubt(doubt, () => (right = evaluate(node.right, env)));
  // Whatever the left side is, `x && false` is not true and `x || true` is.
  return doubtOf(right) === undefined && isTrue(right) === stopsAt && typeof right === 'boolean'
    ? right
    : session.derive(doubt, node, env);
}

function caseOf(node: NodeOf<'CaseNode'>, env: Env): Value {
  const { session } = env.frame;
  const subject = node.predicate === null ? undefined : evaluate(node.predicate, env);
  const whens = node.conditions as NodeOf<'WhenNode'>[];
  for (const [index, when] of whens.entries()) {
    const answer = applies(when, subject, env);
    if (answer instanceof Unsure) {
      for (const rest of [
        ...whens.slice(index).map(({ statements }) => statements),
        node.elseClause,
      ]) {
        session.inDoubt(answer, () => evaluate(rest, env));
      }
      return session.derive(answer, node, env);
    }
    if (answer) return evaluate(when.statements, env);
  }
  return evaluate(node.elseClause, env);
}

function applies(when: NodeOf<'WhenNode'>, subject: Value | undefined, env: Env): boolean | Unsure {
  const candidates = valuesOf(when.conditions, env);
  if (candidates instanceof Unsure) return candidates;
  for (const candidate of candidates) {
    const answer = subject === undefined ? candidate : caseEqual(candidate, subject, when, env);
    const doubt = doubtOf(answer);
    if (doubt !== undefined) return doubt;
    if (isTrue(answer)) return true;
  }
  return false;
}

/** `===` */
export function caseEqual(pattern: Value, subject: Value, node: RubyNode, env: Env): Value {
  const doubt = doubtOf(pattern) ?? doubtOf(subject);
  if (doubt !== undefined) return doubt;
  return env.frame.session.send(
    new Call({
      receiver: pattern,
      name: '===',
      values: [subject],
      hasKeywords: false,
      block: undefined,
      own: false,
      node,
      env,
    }),
  );
}

function caseIn(node: NodeOf<'CaseMatchNode'>, env: Env): Value {
  const subject = evaluate(node.predicate, env);
  for (const one of node.conditions as NodeOf<'InNode'>[]) {
    const answer = matches(one.pattern, subject, env);
    const doubt = doubtOf(answer);
    if (doubt !== undefined) {
      env.frame.session.inDoubt(doubt, () => evaluate(one.statements, env));
      return env.frame.session.derive(doubt, node, env);
    }
    if (isTrue(answer)) return evaluate(one.statements, env);
  }
  return evaluate(node.elseClause, env);
}

function loop(node: NodeOf<'WhileNode' | 'UntilNode'>, env: Env, goesOn: boolean): Value {
  const { session } = env.frame;
  const onBreak = new Landing();
  const turn = () => {
    const onNext = new Landing();
    session.upTo(onNext, () => evaluate(node.statements, { ...env, onBreak, onNext }));
  };
  return session.upTo(onBreak, () => {
    if (node.isBeginModifier()) turn();
    for (;;) {
      const condition = evaluate(node.predicate, env);
      const doubt = doubtOf(condition) ?? onBreak.doubt;
      if (doubt !== undefined) {
        session.inDoubt(doubt, turn);
        return session.derive(doubt, node, env);
      }
      if (isTrue(condition) !== goesOn) return null;
      turn();
    }
  });
}

/** The variables of a `for` belong to the code around it, so a block sees their last value. */
function forEach(node: NodeOf<'ForNode'>, env: Env): Value {
  const { session } = env.frame;
  const collection = evaluate(node.collection, env);
  const doubt = doubtOf(collection);
  const onBreak = new Landing();
  const turn = (value: Value) => {
    const onNext = new Landing();
    assign(node.index, value, env);
    session.upTo(onNext, () => evaluate(node.statements, { ...env, onBreak, onNext }));
  };
  return session.upTo(onBreak, () => {
    if (doubt !== undefined) session.inDoubt(doubt, () => turn(doubt));
    else for (const item of itemsOf(collection, node, env)) turn(item);
    return collection;
  });
}

function begin(node: NodeOf<'BeginNode'>, env: Env): Value {
  const body = () => {
    const value = evaluate(node.statements, env);
    return node.elseClause === null ? value : evaluate(node.elseClause, env);
  };
  try {
    if (node.rescueClause === null) return body();
    const clause = node.rescueClause;
    return rescuing(env, body, (error) => rescue(clause, error, env));
  } finally {
    if (node.ensureClause !== null) evaluate(node.ensureClause.statements, env);
  }
}

/** Follows code and, when it raises or perhaps raises, what rescues it. */
function rescuing(
  env: Env,
  body: () => Value,
  handle: (error: Raised | undefined) => Value,
): Value {
  const { session } = env.frame;
  const before = session.doubtfulRaise;
  session.doubtfulRaise = undefined;
  session.rescuers += 1;
  let value: Value;
  try {
    value = body();
  } catch (error) {
    session.rescuers -= 1;
    if (!(error instanceof Raised)) throw error;
    try {
      return handle(error);
    } finally {
      session.rescuers += 1;
    }
  } finally {
    session.rescuers -= 1;
  }
  const perhaps = session.doubtfulRaise as Unsure | undefined;
  session.doubtfulRaise = before;
  if (perhaps === undefined) return value;
  session.inDoubt(perhaps, () => handle(undefined));
  return perhaps;
}

function rescue(clause: NodeOf<'RescueNode'>, error: Raised | undefined, env: Env): Value {
  if (error !== undefined && !isRescued(clause, error, env)) {
    if (clause.subsequent === null) throw error;
    return rescue(clause.subsequent, error, env);
  }
  if (clause.reference !== null) assign(clause.reference, errorValue(error, env), env);
  return evaluate(clause.statements, env);
}

/** The object of an error. What Ruby itself says in it is not known, for its words are not followed. */
function errorValue(error: Raised | undefined, env: Env): Value {
  const { session } = env.frame;
  const { value } = error ?? {};
  if (error === undefined) return text('');
  if (value instanceof RubyObject) return value;
  const made = new RubyObject(
    value instanceof RubyModule ? value : session.builtInClass(error.type),
  );
  const said = error.said ?? session.unsure(error.node, env, ...WORDS);
  made.variables.set(MESSAGE, said);
  return made;
}

const WORDS = [
  'The text of this error is not known.',
  'Write the value itself, or give it in the box project.',
] as const;

/** Ancestors of the errors that are raised here. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  LoadError: ['LoadError', 'ScriptError', 'Exception'],
  SystemExit: ['SystemExit', 'Exception'],
};

function isRescued(
  { exceptions }: NodeOf<'RescueNode'>,
  { type, value }: Raised,
  env: Env,
): boolean {
  const usual = !(type in FAMILIES);
  if (exceptions.length === 0) return usual;
  const family = FAMILIES[type] ?? [
    type,
    type.split('::')[0] ?? type,
    'StandardError',
    'Exception',
    'SystemCallError',
  ];
  const names = valuesOf(exceptions, env);
  if (names instanceof Unsure) return true;
  return names.some(
    (one) =>
      (one instanceof RubyModule && (family.includes(one.name) || one.name === typeName(value))) ||
      doubtOf(one) !== undefined,
  );
}

const typeName = (value: Value | undefined) =>
  value !== undefined && value !== null && typeof value === 'object' && 'type' in value
    ? value.type.name
    : undefined;

function jump(
  node: NodeOf<'ReturnNode' | 'BreakNode' | 'NextNode'>,
  landing: Landing | undefined,
  env: Env,
): Value {
  const values = valuesOf(node.arguments_?.arguments_ ?? [], env);
  const value =
    values instanceof Unsure ? values : values.length > 1 ? new List(values) : (values[0] ?? null);
  throw new Jump(landing ?? env.frame.session.fileEnd, value);
}
