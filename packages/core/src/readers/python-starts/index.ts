// Every process start in Python code, and whether its environment comes from the function that makes clean ones. Files
// are parsed and never run. What depends on other files goes by names: two functions of one name count as one, and the
// worse of them.
import { cleanersIn, cleansAtStart } from './cleaning';
import { type Ground, environmentOf, publicName, verdictOf } from './environment';
import { type ModuleView, viewOf } from './module-view';
import { type Sanitiser, sanitisersIn } from './sanitiser';
import { childrenOf, firstMistake, positionOf, withTree } from '../python/tree';
import { decided } from './callers';
import { functionAround, isWithin, nameOfDefinition } from './scope';
import { STARTING_WORDS } from './starters';
import { type OpenStart, type Project, isProcessClass, startsIn } from './starts';
import { type Answer, type ProcessStart, worst } from './verdict';
import type { Position } from '../source';
import type { Node } from 'web-tree-sitter';

export { PRIVATE } from './environment';
export type { Sanitiser } from './sanitiser';
export type { ProcessStart, Verdict } from './verdict';

export interface PythonSource {
  /** As messages name it. */
  file: string;
  text: string;
}

export interface StartsOptions {
  /** Name of the function that makes clean environments. */
  sanitiser: string;
  /** Files that run before all others. */
  entryPoints: readonly string[];
}

export interface ModuleStarts {
  file: string;
  /** Where the parser lost its way; nothing else is told of such a file. */
  syntaxError: Position | undefined;
  starts: readonly ProcessStart[];
  /** Definitions of the function that makes clean environments. */
  sanitisers: readonly Sanitiser[];
}

/** What one file tells about the others. */
interface Outline {
  source: PythonSource;
  syntaxError: Position | undefined;
  returns: readonly (readonly [name: string, answer: Answer])[];
  cleaners: readonly string[];
  processClasses: readonly string[];
  cleansAtStart: boolean;
  sanitisers: readonly Sanitiser[];
}

/** All process starts of a project, file by file in the order given; files that have none are left out. */
export async function readProcessStarts(
  sources: readonly PythonSource[],
  { sanitiser, entryPoints }: StartsOptions,
): Promise<ModuleStarts[]> {
  const words = new RegExp(`\\b${sanitiser}\\b|contextmanager|\\benviron\\b|\\bPopen\\b`);
  const concerned = sources.filter(({ text }) => STARTING_WORDS.test(text) || words.test(text));
  const outlines: Outline[] = [];
  for (const source of concerned) outlines.push(await outlineOf(source, sanitiser, new Map()));
  let returns = together(outlines.flatMap((outline) => outline.returns));
  // A second look sees what the first one found out about functions, where it makes a difference.
  const known = [...returns.keys()];
  for (const [index, source] of concerned.entries())
    if (known.some((name) => source.text.includes(name)))
      outlines[index] = await outlineOf(source, sanitiser, returns);
  returns = together(outlines.flatMap((outline) => outline.returns));
  const project: Project = {
    cleaners: new Set(outlines.flatMap(({ cleaners }) => cleaners)),
    processClasses: new Set(outlines.flatMap(({ processClasses }) => processClasses)),
    cleanedBy: outlines.find((one) => one.cleansAtStart && entryPoints.includes(one.source.file))
      ?.source.file,
  };
  const modules: ModuleStarts[] = [];
  for (const { source, syntaxError, sanitisers, cleansAtStart: isCleaned } of outlines) {
    const cleanedBy = isCleaned ? 'the top of this file' : project.cleanedBy;
    const open =
      syntaxError === undefined
        ? await withTree(source.text, (root) =>
            startsIn({ view: viewOf(root), sanitiser, returns }, { ...project, cleanedBy }),
          )
        : [];
    const starts = await Promise.all(
      open.map((start) => closed(start, sources, { sanitiser, returns })),
    );
    modules.push({ file: source.file, syntaxError, starts, sanitisers });
  }
  return modules.filter(
    ({ starts, syntaxError, sanitisers }) =>
      starts.length + sanitisers.length > 0 || syntaxError !== undefined,
  );
}

async function outlineOf(
  source: PythonSource,
  sanitiser: string,
  returns: ReadonlyMap<string, Answer>,
): Promise<Outline> {
  return withTree(source.text, (root) => {
    const mistake = firstMistake(root);
    if (mistake !== undefined) return { ...NOTHING, source, syntaxError: positionOf(mistake) };
    const view = viewOf(root);
    const ground: Ground = { view, sanitiser, returns };
    // Whoever cleans it has to name it, and most modules do not.
    const namesIt = source.text.includes('environ');
    return {
      source,
      syntaxError: undefined,
      returns: returnsIn(ground),
      cleaners: namesIt ? cleanersIn(ground) : [],
      processClasses: processClassesIn(view),
      cleansAtStart: namesIt && cleansAtStart(ground),
      sanitisers: sanitisersIn(root, view, sanitiser),
    };
  });
}

const NOTHING = {
  returns: [],
  cleaners: [],
  processClasses: [],
  cleansAtStart: false,
  sanitisers: [],
} as const;

/** The functions that speak of environments, and what they return. */
function returnsIn(ground: Ground): (readonly [string, Answer])[] {
  const words = new RegExp(`\\b(?:environ|${ground.sanitiser})\\b`);
  return ground.view.functions
    .filter((one) => nameOfDefinition(one) !== ground.sanitiser && words.test(one.text))
    .flatMap((one) => {
      const answers = returnedBy(one).map((value) => verdictOf(environmentOf(value, ground)));
      const answer = worst(answers);
      return answer === undefined ? [] : [[nameOfDefinition(one), answer] as const];
    });
}

function returnedBy(definition: Node): Node[] {
  return definition
    .descendantsOfType('return_statement')
    .filter((one) => functionAround(one)?.id === definition.id)
    .flatMap(childrenOf);
}

/** Classes that are `subprocess.Popen` and leave its arguments to whoever calls them. */
function processClassesIn(view: ModuleView): string[] {
  return view.classes
    .filter((one) => isProcessClass(one, view.fullName))
    .filter((one) => !view.functions.some((method) => isOwnInit(method, one)))
    .map(nameOfDefinition);
}

const isOwnInit = (method: Node, owner: Node): boolean =>
  nameOfDefinition(method) === '__init__' &&
  isWithin(method, owner) &&
  publicName(method) === nameOfDefinition(owner);

function together(found: readonly (readonly [string, Answer])[]): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const [name, answer] of found) {
    const known = answers.get(name);
    answers.set(name, known === undefined ? answer : (worst([known, answer]) ?? answer));
  }
  return answers;
}

async function closed(
  { answer, ...start }: OpenStart,
  sources: readonly PythonSource[],
  known: Omit<Ground, 'view'>,
): Promise<ProcessStart> {
  return { ...start, verdict: await decided(answer, sources, known) };
}
