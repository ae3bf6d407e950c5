// What callers give for an environment that a function leaves to them. Callers are found by the name of the function.
import type { Node } from 'web-tree-sitter';
import { withTree } from '../python/tree';
import type { PythonSource } from './index';
import { type Ground, environmentOf, lastName, openKeywords, step } from './environment';
import { viewOf } from './module-view';
import { givenTo } from './scope';
import { STARTING_MODULES } from './starters';
import { type Answer, type OpenParameter, type Verdict, after, unverified, worst } from './verdict';

/** Wrappers of wrappers end somewhere. */
const DEEPEST = 6;

type Known = Omit<Ground, 'view'>;

/** An answer that leaves nothing to callers. */
export async function decided(
  answer: Answer,
  sources: readonly PythonSource[],
  known: Known,
  depth = DEEPEST,
): Promise<Verdict> {
  if (answer.kind !== 'parameter') return answer;
  if (depth === 0) return unverified(...answer.flow, 'through too many functions');
  const given = await givenByCallers(answer, sources, known);
  if (given.length === 0) {
    return unverified(...answer.flow, `nobody in the project calls ${answer.function}()`);
  }
  const verdicts: Verdict[] = [];
  for (const one of given) verdicts.push(await decided(one, sources, known, depth - 1));
  const found = worst(verdicts) as Verdict;
  return { ...found, flow: [...answer.flow, ...found.flow] };
}

async function givenByCallers(
  open: OpenParameter,
  sources: readonly PythonSource[],
  known: Known,
): Promise<Answer[]> {
  const word = new RegExp(`\\b${open.function}\\b`);
  const own = modulesOf(sources);
  const given: Answer[] = [];
  for (const { file, text } of sources.filter((source) => word.test(source.text))) {
    const answers = await withTree(text, (root) => {
      const ground = { ...known, view: viewOf(root) };
      return ground.view.calls
        .filter((call) => isCallOf(open.function, call, ground, own))
        .map((call) => after(`${file}, ${step(call)}`, givenBy(call, open, ground)));
    });
    given.push(...answers);
  }
  return given;
}

/** The words of which names of the project's modules are made. */
const modulesOf = (sources: readonly PythonSource[]): ReadonlySet<string> =>
  new Set(sources.flatMap(({ file }) => file.replace(/\.py$/, '').split('/')));

/** `asyncio.run()` is no call of a function `run` of the project; of `x.run()` nobody knows. */
function isCallOf(name: string, call: Node, { view }: Ground, own: ReadonlySet<string>): boolean {
  const called = call.childForFieldName('function');
  if (lastName(called) !== name && view.fullName(called)?.endsWith(`.${name}`) !== true)
    return false;
  const [, module] = /^(.*)\.\w+$/.exec(view.fullName(called) ?? '') ?? [];
  if (module === undefined || module.startsWith('.')) return true;
  return !STARTING_MODULES.has(module) && module.split('.').some((word) => own.has(word));
}

function givenBy(call: Node, open: OpenParameter, ground: Ground): Answer {
  const { positional, keywords, spread, isOpen } = givenTo(call);
  const placed = open.position === undefined || isOpen ? undefined : positional[open.position];
  const node = keywords.get(open.parameter) ?? placed;
  if (node !== undefined)
    return node.type === 'none' ? open.otherwise : environmentOf(node, ground);
  if (spread.length === 0) return open.otherwise;
  const passedOn = spread.map((one) => openKeywords(one, call));
  const [first] = passedOn;
  return first === undefined
    ? unverified(`${step(call)}, of which nobody knows what it brings`)
    : { ...first, otherwise: open.otherwise };
}
