import type { Node } from 'web-tree-sitter';
import { positionOf } from '../python/tree';
import type { Position } from '../source';
import { cleanerAround } from './cleaning';
import { type Ground, environmentOf, lastName, openKeywords, step } from './environment';
import { textOf } from './module-view';
import { classAround, functionAround, givenTo } from './scope';
import { STARTERS, STARTING_METHODS, type Starter } from './starters';
import { type Answer, after, clean, leaking, unverified, worst } from './verdict';

/** What is known of the whole project. */
export interface Project {
  /** Context managers under which `os.environ` is clean. */
  cleaners: ReadonlySet<string>;
  /** Classes that are `subprocess.Popen` with something more. */
  processClasses: ReadonlySet<string>;
  /** The file that leaves `os.environ` clean before anything else runs. */
  cleanedBy: string | undefined;
}

/** A start whose environment may be up to the callers of its function. */
export interface OpenStart extends Position {
  call: string;
  answer: Answer;
}

/** All process starts of a module, in the order of the file. */
export function startsIn(ground: Ground, project: Project): OpenStart[] {
  const { view } = ground;
  const handled = new Set<number>();
  const starts: OpenStart[] = [];
  for (const call of view.calls) {
    const called = call.childForFieldName('function');
    const found = called === null ? undefined : starterOf(called, call, ground, project);
    if (called === null || found === undefined) continue;
    handled.add(called.id);
    starts.push({
      ...positionOf(call),
      call: found.name,
      answer: answerOf(call, found.starter, ground, project),
    });
  }
  for (const mention of view.mentions) {
    if (handled.has(mention.id)) continue;
    const answer = ofMention(mention, ground, project);
    const name = view.fullName(mention) ?? '';
    if (answer !== undefined) starts.push({ ...positionOf(mention), call: name, answer });
  }
  return starts.sort((a, b) => a.line - b.line || a.column - b.column);
}

function starterOf(
  called: Node,
  call: Node,
  { view }: Ground,
  { processClasses }: Project,
): { name: string; starter: Starter } | undefined {
  const full = view.fullName(called);
  const starter = full === undefined ? undefined : STARTERS.get(full);
  if (full !== undefined && starter !== undefined) return { name: full, starter };
  const name = lastName(called);
  const popen = STARTERS.get('subprocess.Popen') ?? {};
  if (processClasses.has(name)) return { name, starter: popen };
  if (/^super\(.*\)\.__init__$/.test(called.text)) {
    const owner = classAround(call);
    const isProcess = owner !== undefined && isProcessClass(owner, view.fullName);
    return isProcess ? { name: 'subprocess.Popen', starter: popen } : undefined;
  }
  if (name === 'QProcess') return { name, starter: {} };
  const method = called.type === 'attribute' ? STARTING_METHODS.get(name) : undefined;
  return method && { name, starter: method };
}

export function isProcessClass(definition: Node, fullName: Ground['view']['fullName']): boolean {
  const bases = definition.childForFieldName('superclasses');
  return (bases?.namedChildren ?? []).some((base) => fullName(base) === 'subprocess.Popen');
}

function answerOf(call: Node, starter: Starter, ground: Ground, project: Project): Answer {
  if (lastName(call.childForFieldName('function')) === 'QProcess') {
    return ofQtProcess(call, ground, project);
  }
  const { positional, keywords, spread, isOpen } = givenTo(call);
  const named = starter.keyword === undefined ? undefined : keywords.get(starter.keyword);
  const placed =
    isOpen || starter.position === undefined ? undefined : positional.at(starter.position);
  const given = named ?? placed;
  if (given !== undefined) return environmentOf(given, ground);
  if (starter.keyword !== undefined && spread.length > 0) {
    const answers = spread.map((one) => ofSpread(one, call, ground, project));
    return worst(answers) ?? inherited(call, ground, project);
  }
  if (starter.position === -1)
    return unverified(`${step(call)}, of which nobody knows the last argument`);
  return inherited(call, ground, project);
}

function inherited(node: Node, ground: Ground, project: Project): Answer {
  const cleaner = cleanerAround(node, ground, project.cleaners);
  if (cleaner !== undefined) return clean(`under ${step(cleaner)}`);
  if (project.cleanedBy !== undefined)
    return clean(`os.environ was cleaned by ${project.cleanedBy}`);
  return leaking('it inherits the environment of the product');
}

/** What `**` may bring as `env`. */
function ofSpread(node: Node, call: Node, ground: Ground, project: Project): Answer {
  const direct = envIn(node);
  if (direct !== undefined) return environmentOf(direct, ground);
  if (node.type === 'dictionary') return inherited(call, ground, project);
  if (node.type !== 'identifier')
    return unverified(`${step(node)}, of which nobody knows what it brings`);
  const scope = functionAround(call);
  const set = setIn(node.text, scope, ground);
  const open = openKeywords(node, call);
  const answers = set.map(({ value }) => environmentOf(value, ground));
  const made = worst(answers);
  if (open !== undefined) {
    if (made === undefined) return open;
    if (set.some(({ isDefault }) => !isDefault)) return made;
    return made.kind === 'parameter' ? made : { ...open, otherwise: made };
  }
  if (made !== undefined) return after(step(node), made);
  const known = ground.view.assignments.filter(
    (one) => one.childForFieldName('left')?.text === node.text,
  );
  return known.length > 0 &&
    known.every((one) => one.childForFieldName('right')?.type === 'dictionary')
    ? inherited(call, ground, project)
    : unverified(`${step(node)}, of which nobody knows what it brings`);
}

/** `{"env": ...}`, `dict(env=...)` */
function envIn(node: Node): Node | undefined {
  if (node.type === 'call' && node.childForFieldName('function')?.text === 'dict') {
    return givenTo(node).keywords.get('env');
  }
  if (node.type !== 'dictionary') return undefined;
  const pair = node.namedChildren.find((one) => textOf(one.childForFieldName('key')) === 'env');
  return pair?.childForFieldName('value') ?? undefined;
}

/** What a dictionary of arguments is given as `env` by its name. */
function setIn(
  name: string,
  scope: Node | undefined,
  { view }: Ground,
): { value: Node; isDefault: boolean }[] {
  const isHere = (one: Node) => functionAround(one)?.id === scope?.id;
  const assigned = view.assignments.filter(isHere).flatMap((one) => {
    const [target, value] = [one.childForFieldName('left'), one.childForFieldName('right')];
    if (target === null || value === null) return [];
    const isEntry =
      target.type === 'subscript' &&
      target.childForFieldName('value')?.text === name &&
      textOf(target.childForFieldName('subscript')) === 'env';
    if (isEntry) return [{ value, isDefault: false }];
    const inside = target.text === name ? envIn(value) : undefined;
    return inside === undefined ? [] : [{ value: inside, isDefault: false }];
  });
  const called = view.calls.filter(isHere).flatMap((one) => {
    const target = one.childForFieldName('function');
    if (target?.childForFieldName('object')?.text !== name) return [];
    const { positional, keywords } = givenTo(one);
    if (lastName(target) === 'setdefault' && textOf(positional[0]) === 'env' && positional[1]) {
      return [{ value: positional[1], isDefault: true }];
    }
    const updated = lastName(target) === 'update' ? keywords.get('env') : undefined;
    return updated === undefined ? [] : [{ value: updated, isDefault: false }];
  });
  return [...assigned, ...called];
}

/** The environment of a QProcess is an object of Qt, which is not followed. */
function ofQtProcess(call: Node, ground: Ground, project: Project): Answer {
  const scope = functionAround(call);
  const sets = ground.view.calls.some(
    (one) =>
      lastName(one.childForFieldName('function')) === 'setProcessEnvironment' &&
      functionAround(one)?.id === scope?.id,
  );
  return sets
    ? unverified(`${step(call)}, whose QProcessEnvironment is not followed`)
    : inherited(call, ground, project);
}

/** Calls that only look at what they are given. */
const LOOKS = [
  'isinstance',
  'issubclass',
  'hasattr',
  'type',
  'cast',
  'wraps',
  'update_wrapper',
  'object',
];
/** Calls that call what they are given, with the arguments they are given. */
const CALLS = [
  'partial',
  'submit',
  'to_thread',
  'run_in_executor',
  'map',
  'Thread',
  'run_sync',
  'partialmethod',
];

/** A function that starts processes, where it is not called by its name. */
function ofMention(mention: Node, ground: Ground, project: Project): Answer | undefined {
  const { parent } = mention;
  if (parent === null || isPart(mention, parent)) return undefined;
  const starter = STARTERS.get(ground.view.fullName(mention) ?? '') ?? {};
  const list = parent.type === 'keyword_argument' ? parent.parent : parent;
  const call = list?.type === 'argument_list' ? list.parent : null;
  if (call?.type !== 'call') return unverified(`${step(mention)} is handed on`);
  const name = lastName(call.childForFieldName('function'));
  if (LOOKS.includes(name)) return undefined;
  if (!CALLS.includes(name)) return unverified(`${step(call)} hands it on`);
  return after(
    step(call),
    answerOf(call, { ...(starter.keyword && { keyword: starter.keyword }) }, ground, project),
  );
}

/** Types, imports, bases of classes, names for it and parts of its own full name start nothing. */
function isPart(mention: Node, parent: Node): boolean {
  const isName =
    parent.type === 'attribute' && parent.childForFieldName('object')?.id === mention.id;
  const target = parent.childForFieldName('left') ?? parent.childForFieldName('name');
  const isAlias =
    ['assignment', 'named_expression'].includes(parent.type) && target?.type === 'identifier';
  const isBase = parent.type === 'argument_list' && parent.parent?.type === 'class_definition';
  const isImport = ['dotted_name', 'aliased_import', 'import_from_statement'].includes(parent.type);
  const isAttribute = parent.type === 'attribute' && !isName;
  const isKeyword =
    parent.type === 'keyword_argument' && parent.childForFieldName('name')?.id === mention.id;
  return (
    isName ||
    isAlias ||
    isBase ||
    isImport ||
    isAttribute ||
    isKeyword ||
    isType(mention) ||
    isParameter(parent)
  );
}

function isType(node: Node): boolean {
  for (
    let above = node.parent, left = 8;
    above !== null && left > 0;
    above = above.parent, left -= 1
  ) {
    if (above.type === 'type') return true;
  }
  return false;
}

const isParameter = ({ type }: Node): boolean =>
  ['parameters', 'typed_parameter', 'lambda_parameters'].includes(type);
