// What makes `os.environ` itself clean: emptied, and filled with what the sanitiser returns.
import type { Node } from 'web-tree-sitter';
import { childrenOf } from '../python/tree';
import { type Ground, environmentOf, isEnviron, lastName } from './environment';
import { functionAround, givenTo, isWithin, nameOfDefinition } from './scope';

/** Names of context managers under which `os.environ` is clean. */
export function cleanersIn(ground: Ground): string[] {
  return ground.view.functions
    .filter((one) => isContextManager(one) && cleans(one, ground))
    .map(nameOfDefinition);
}

/** Whether the import of the module leaves `os.environ` clean. */
export function cleansAtStart(ground: Ground): boolean {
  const top = ground.view.calls.filter((one) => functionAround(one) === undefined);
  const cleaning = new Set(
    ground.view.functions
      .filter((one) => !isContextManager(one) && cleans(one, ground))
      .map(nameOfDefinition),
  );
  return (
    isEmptiedAndFilled(top, ground) ||
    top.some((one) => cleaning.has(lastName(one.childForFieldName('function')))) ||
    ground.view.assignments.some(
      (one) => functionAround(one) === undefined && replacesEnviron(one, ground),
    )
  );
}

function cleans(definition: Node, ground: Ground): boolean {
  const { calls, assignments } = ground.view;
  const inside = (one: Node) => isWithin(one, definition);
  return (
    isEmptiedAndFilled(calls.filter(inside), ground) ||
    assignments.filter(inside).some((one) => replacesEnviron(one, ground))
  );
}

const isContextManager = (definition: Node): boolean =>
  definition.parent?.type === 'decorated_definition' &&
  childrenOf(definition.parent).some(
    ({ type, text }) => type === 'decorator' && /\b(?:async)?contextmanager$/.test(text),
  );

/** Without `clear` what is to be deleted stays. */
function isEmptiedAndFilled(calls: readonly Node[], ground: Ground): boolean {
  const done = (method: string) =>
    calls.filter((one) => {
      const called = one.childForFieldName('function');
      const object = called?.childForFieldName('object');
      return lastName(called) === method && object && isEnviron(object, ground);
    });
  return done('clear').length > 0 && done('update').some((one) => isFilledClean(one, ground));
}

function isFilledClean(update: Node, ground: Ground): boolean {
  const [first] = givenTo(update).positional;
  return first !== undefined && environmentOf(first, ground).kind === 'clean';
}

function replacesEnviron(assignment: Node, ground: Ground): boolean {
  const [target, value] = [
    assignment.childForFieldName('left'),
    assignment.childForFieldName('right'),
  ];
  if (target === null || value === null || !isEnviron(target, ground)) return false;
  return environmentOf(value, ground).kind === 'clean';
}

/** The `with` around a node under which `os.environ` is clean. */
export function cleanerAround(
  node: Node,
  ground: Ground,
  cleaners: ReadonlySet<string>,
): Node | undefined {
  for (let above = node.parent; above !== null; above = above.parent) {
    if (above.type === 'function_definition') return undefined;
    if (above.type !== 'with_statement') continue;
    const found = itemsOf(above).find((item) => isCleaner(item, ground, cleaners));
    if (found !== undefined) return found;
  }
  return undefined;
}

const itemsOf = (statement: Node): Node[] =>
  childrenOf(statement)
    .filter(({ type }) => type === 'with_clause')
    .flatMap(childrenOf)
    .flatMap((item) => item.childForFieldName('value') ?? [])
    .map((value) => (value.type === 'as_pattern' ? (childrenOf(value)[0] ?? value) : value));

function isCleaner(item: Node, ground: Ground, cleaners: ReadonlySet<string>): boolean {
  const called = item.type === 'call' ? item.childForFieldName('function') : null;
  if (called === null) return false;
  if (cleaners.has(lastName(called))) return true;
  // unittest.mock.patch.dict(os.environ, get_clean_env(), clear=True)
  const { positional, keywords } = givenTo(item);
  const [target, values] = positional;
  return (
    /\bpatch\.dict$/.test(called.text) &&
    target !== undefined &&
    values !== undefined &&
    isEnviron(target, ground) &&
    keywords.get('clear')?.text === 'True' &&
    environmentOf(values, ground).kind === 'clean'
  );
}
