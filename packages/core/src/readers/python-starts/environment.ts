// Where an environment comes from. The order of statements is not followed: of all that a name is ever given in its
// scope, the worst counts.
import type { Node } from 'web-tree-sitter';
import { childrenOf } from '../python/tree';
import { type ModuleView, textOf } from './module-view';
import { functionAround, givenTo, nameOfDefinition, parametersOf } from './scope';
import {
  type Answer,
  type OpenParameter,
  after,
  clean,
  leaking,
  unverified,
  worst,
} from './verdict';

/** What has to be known to judge an environment. */
export interface Ground {
  view: ModuleView;
  /** Name of the function that makes clean environments. */
  sanitiser: string;
  /** What functions of the project return that return environments, by their names. */
  returns: ReadonlyMap<string, Answer>;
}

/** Variables that a frozen program sets for itself alone. */
export const PRIVATE = [
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'PYTHONHOME',
  'PYTHONPATH',
  'SSL_CERT_FILE',
  'GI_TYPELIB_PATH',
  'QT_PLUGIN_PATH',
] as const;

const isPrivate = (name: string | undefined): boolean => PRIVATE.some((one) => one === name);

type Seen = ReadonlySet<number>;
type Judge = (node: Node, ground: Ground, seen: Seen) => Answer;

export function environmentOf(node: Node, ground: Ground, seen: Seen = new Set()): Answer {
  if (seen.has(node.id)) return clean();
  const judge = JUDGES[node.type];
  if (isEnviron(node, ground)) return leaking(step(node));
  return judge === undefined
    ? unverified(`${step(node)}, of which nobody knows what it is`)
    : judge(node, ground, new Set([...seen, node.id]));
}

const LONGEST = 70;

export function step(node: Node): string {
  const [first = ''] = node.text.split('\n', 1);
  const text = first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first;
  return `line ${node.startPosition.row + 1}: ${text}`;
}

export const isEnviron = (node: Node, { view }: Pick<Ground, 'view'>): boolean =>
  /^os\.environb?$/.test(view.fullName(node) ?? '');

const together = (answers: readonly Answer[]): Answer =>
  worst(answers) ?? clean('It inherits nothing.');

const JUDGES: Readonly<Record<string, Judge>> = {
  none: (node) => leaking(`${step(node)}, which is what is inherited`),
  identifier: ofName,
  attribute: ofAttribute,
  call: ofCall,
  dictionary: ofDictionary,
  parenthesized_expression: (node, ground, seen) =>
    together(childrenOf(node).map((one) => environmentOf(one, ground, seen))),
  named_expression: (node, ground, seen) => ofField(node, 'value', ground, seen),
  conditional_expression: (node, ground, seen) => {
    const [yes, , no] = childrenOf(node);
    return eitherOf([yes, no], ground, seen);
  },
  boolean_operator: (node, ground, seen) =>
    eitherOf([node.childForFieldName('left'), node.childForFieldName('right')], ground, seen),
  binary_operator: (node, ground, seen) =>
    together([ofField(node, 'left', ground, seen), ofField(node, 'right', ground, seen)]),
};

function ofField(node: Node, field: string, ground: Ground, seen: Seen): Answer {
  const value = node.childForFieldName(field);
  return value === null ? unverified(step(node)) : environmentOf(value, ground, seen);
}

/** `env or get_clean_env()`: what callers leave out is made here. */
function eitherOf(ways: readonly (Node | null | undefined)[], ground: Ground, seen: Seen): Answer {
  const answers = ways.flatMap((one) =>
    one === null || one === undefined || one.type === 'none'
      ? []
      : [environmentOf(one, ground, seen)],
  );
  const made = worst(answers.filter(({ kind }) => kind !== 'parameter'));
  if (made === undefined || made.kind === 'parameter') return together(answers);
  return together(
    answers.map((one) => (one.kind === 'parameter' ? { ...one, otherwise: made } : one)),
  );
}

function ofDictionary(node: Node, ground: Ground, seen: Seen): Answer {
  return together(
    childrenOf(node).map((entry) => {
      const [value] = childrenOf(entry);
      if (entry.type === 'dictionary_splat' && value !== undefined) {
        return environmentOf(value, ground, seen);
      }
      const key = textOf(entry.childForFieldName('key'));
      if (key === undefined) return unverified(`${step(entry)}, of which nobody knows the name`);
      return isPrivate(key) ? leaking(step(entry)) : clean(step(node));
    }),
  );
}

const COPIES = ['dict', 'copy.copy', 'copy.deepcopy'];

function ofCall(node: Node, ground: Ground, seen: Seen): Answer {
  const called = node.childForFieldName('function');
  const name = lastName(called);
  const { positional, keywords, spread } = givenTo(node);
  if (isSanitiser(called, ground)) {
    const wrong = [...keywords.keys()].find(isPrivate);
    return wrong === undefined ? clean(step(node)) : leaking(`${step(node)}, which sets ${wrong}`);
  }
  const object = called?.childForFieldName('object');
  if (name === 'copy' && positional.length === 0 && object) {
    return after(step(node), environmentOf(object, ground, seen));
  }
  if (COPIES.includes(ground.view.fullName(called) ?? called?.text ?? '')) {
    const wrong = [...keywords.keys()].find(isPrivate);
    if (wrong !== undefined) return leaking(`${step(node)}, which sets ${wrong}`);
    return together([...positional, ...spread].map((one) => environmentOf(one, ground, seen)));
  }
  if ((name === 'get' || name === 'pop') && textOf(positional[0]) === 'env' && object) {
    const open = openKeywords(object, node);
    const value = positional[1];
    if (open !== undefined && value !== undefined && value.type !== 'none') {
      return { ...open, otherwise: verdictOf(environmentOf(value, ground, seen)) };
    }
    if (open !== undefined) return open;
  }
  const returned = ground.returns.get(name);
  return returned === undefined
    ? unverified(`${step(node)}, of which nobody knows what it returns`)
    : after(step(node), returned);
}

export const lastName = (node: Node | null): string =>
  (node?.childForFieldName('attribute') ?? node)?.text ?? '';

function isSanitiser(called: Node | null, { view, sanitiser }: Ground): boolean {
  const full = view.fullName(called) ?? called?.text ?? '';
  return full.slice(full.lastIndexOf('.') + 1) === sanitiser;
}

/** Where a verdict is needed, an open question is one. */
export const verdictOf = (answer: Answer) =>
  answer.kind === 'parameter' ? unverified(...answer.flow) : answer;

/** `**kwargs` of the function around: their `env` is up to its callers. */
export function openKeywords(node: Node, from: Node): OpenParameter | undefined {
  const definition = functionAround(from);
  if (node.type !== 'identifier' || definition === undefined) return undefined;
  const keywords = parametersOf(definition).find(({ kind }) => kind === 'keywords');
  if (keywords?.name !== node.text) return undefined;
  return {
    kind: 'parameter',
    function: publicName(definition),
    parameter: 'env',
    position: undefined,
    otherwise: leaking('which then inherits the environment of the product'),
    flow: [
      `line ${definition.startPosition.row + 1}: **${keywords.name} of ${publicName(definition)}()`,
    ],
  };
}

/** By which a function is called: a class by its own name. */
export function publicName(definition: Node): string {
  const name = nameOfDefinition(definition);
  const owner = definition.parent?.parent;
  return name === '__init__' && owner?.type === 'class_definition' ? nameOfDefinition(owner) : name;
}

function ofAttribute(node: Node, ground: Ground, seen: Seen): Answer {
  const given = ground.view.assignments.filter(
    (one) => one.childForFieldName('left')?.text === node.text,
  );
  if (!/^(?:self|cls)\.\w+$/.test(node.text) || given.length === 0) {
    return unverified(`${step(node)}, of which nobody knows what it is`);
  }
  return after(step(node), together(given.map((one) => ofField(one, 'right', ground, seen))));
}

function ofName(node: Node, ground: Ground, seen: Seen): Answer {
  for (let scope = functionAround(node); ; scope = functionAround(scope)) {
    const found = inScope(node, scope, ground, seen);
    if (found !== undefined) return found.kind === 'parameter' ? found : after(step(node), found);
    if (scope === undefined) return unverified(`${step(node)}, which comes from elsewhere`);
  }
}

function inScope(
  name: Node,
  scope: Node | undefined,
  ground: Ground,
  seen: Seen,
): Answer | undefined {
  const { view } = ground;
  const isHere = (one: Node) => functionAround(one)?.id === scope?.id;
  const given = view.assignments.filter((one) => {
    const target = one.childForFieldName('left') ?? one.childForFieldName('name');
    return target?.text === name.text && isHere(one);
  });
  const values = given.flatMap((one) => {
    const value = one.childForFieldName('right') ?? one.childForFieldName('value');
    return value === null || seen.has(value.id) ? [] : [{ one, value }];
  });
  const answers = values.map(({ value }) => environmentOf(value, ground, seen));
  const others = values.map(({ one }) => one);
  const open = scope && openParameter(name.text, scope, others, answers);
  if (open !== undefined) answers.push(open);
  const base = worst(answers);
  if (base === undefined) return undefined;
  const changes = changesOf(
    name.text,
    view.calls.filter(isHere),
    view.assignments.filter(isHere),
    ground,
    seen,
  );
  const isWashed = changes.some((change) => change === 'washed');
  const added = worst(changes.filter((change) => change !== 'washed'));
  if (base.kind === 'leaking' && isWashed && added?.kind !== 'leaking') {
    return unverified(...base.flow, 'and is cleaned by hand');
  }
  return together([base, ...(added === undefined ? [] : [added])]);
}

/** Undefined when the function gives the name a value of its own whatever callers say. */
function openParameter(
  name: string,
  scope: Node,
  given: readonly Node[],
  answers: readonly Answer[],
): OpenParameter | undefined {
  const parameter = parametersOf(scope).find((one) => one.name === name && one.kind === 'plain');
  if (parameter === undefined || answers.some(({ kind }) => kind === 'parameter')) return undefined;
  const isAlways = given.some(
    (one) => one.parent?.parent?.id === scope.childForFieldName('body')?.id,
  );
  if (isAlways) return undefined;
  // `if env is None: env = get_clean_env()`
  const made = worst(answers);
  const left = made ?? leaking('which then inherits the environment of the product');
  return {
    kind: 'parameter',
    function: publicName(scope),
    parameter: name,
    position: parameter.position,
    otherwise: verdictOf(left),
    flow: [`line ${scope.startPosition.row + 1}: parameter ${name} of ${publicName(scope)}()`],
  };
}

/** What is done to a dictionary by its name: `env.update(...)`, `env["PATH"] = ...`, `env.pop(...)`, `del env[...]`. */
function changesOf(
  name: string,
  calls: readonly Node[],
  assignments: readonly Node[],
  ground: Ground,
  seen: Seen,
): (Answer | 'washed')[] {
  const changes: (Answer | 'washed')[] = [];
  for (const call of calls) {
    const called = call.childForFieldName('function');
    if (called?.childForFieldName('object')?.text !== name) continue;
    const { positional, keywords } = givenTo(call);
    const [first] = positional;
    const method = lastName(called);
    if (method === 'pop' && isPrivate(textOf(first))) changes.push('washed');
    if (method !== 'update') continue;
    if (first !== undefined && !seen.has(first.id))
      changes.push(environmentOf(first, ground, seen));
    if ([...keywords.keys()].some(isPrivate)) changes.push(leaking(step(call)));
  }
  for (const one of assignments) {
    const target = one.childForFieldName('left');
    const isEntry =
      target?.type === 'subscript' && target.childForFieldName('value')?.text === name;
    if (isEntry && isPrivate(textOf(target.childForFieldName('subscript')))) {
      changes.push(leaking(step(one)));
    }
  }
  return changes;
}
