import type { Node } from 'web-tree-sitter';
import { childrenOf } from '../python/tree';
import { STARTERS, STARTING_MODULES } from './starters';

/** The parts of a Python file that tell of processes and environments, each found in one walk. */
export interface ModuleView {
  calls: readonly Node[];
  assignments: readonly Node[];
  functions: readonly Node[];
  classes: readonly Node[];
  /** Names and attributes that stand for something that starts processes, wherever they stand. */
  mentions: readonly Node[];
  /** The full name of what an expression stands for; undefined for anything but names and attributes of modules. */
  readonly fullName: (node: Node | null) => string | undefined;
}

export function viewOf(root: Node): ModuleView {
  const found = collect(root);
  const names = new Map<string, string>();
  for (const node of found.get('import_statement') ?? []) importModules(node, names);
  for (const node of found.get('import_from_statement') ?? []) importNames(node, names);
  const fullName = (node: Node | null) => nameOf(node, names);
  const assignments = [
    ...(found.get('assignment') ?? []),
    ...(found.get('named_expression') ?? []),
  ];
  // `run = subprocess.run`, and a name for that again.
  for (let round = 0; round < 2; round += 1)
    for (const one of assignments) alias(one, names, fullName);
  const isStarter = (node: Node) => {
    const name = fullName(node);
    return name !== undefined && STARTERS.has(name);
  };
  return {
    calls: found.get('call') ?? [],
    assignments,
    functions: found.get('function_definition') ?? [],
    classes: found.get('class_definition') ?? [],
    mentions: mentionsIn(root, names, isStarter),
    fullName,
  };
}

const STATEMENTS = [
  ...['call', 'assignment', 'named_expression', 'function_definition', 'class_definition'],
  ...['import_statement', 'import_from_statement'],
];

function collect(root: Node): Map<string, Node[]> {
  const found = new Map<string, Node[]>(STATEMENTS.map((type) => [type, []]));
  for (const node of root.descendantsOfType(STATEMENTS)) found.get(node.type)?.push(node);
  return found;
}

/** Each module and starter by its full name, and the modules on the way to them. */
const ON_THE_WAY: ReadonlySet<string> = new Set(
  [...STARTERS.keys(), ...STARTING_MODULES].flatMap((name) => {
    const parts = name.split('.');
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  }),
);

/** Of all nodes these are the most, so they are looked at only where one of them can mean something. */
function mentionsIn(
  root: Node,
  names: ReadonlyMap<string, string>,
  isStarter: (node: Node) => boolean,
): Node[] {
  const isKnown = [...names.values()].some((name) => ON_THE_WAY.has(name));
  if (!isKnown && !/__import__|importlib/.test(root.text)) return [];
  return root.descendantsOfType(['attribute', 'identifier']).filter(isStarter);
}

/** `import subprocess`, `import subprocess as sp`, `import asyncio.subprocess`. */
function importModules(node: Node, names: Map<string, string>): void {
  for (const one of node.childrenForFieldName('name')) {
    const alias = one.childForFieldName('alias');
    const module = (one.childForFieldName('name') ?? one).text;
    if (alias !== null) names.set(alias.text, module);
    else names.set(module.split('.', 1)[0] ?? module, module.split('.', 1)[0] ?? module);
  }
}

/** `from subprocess import run as r`; a module that others hand on is known by its own name. */
function importNames(node: Node, names: Map<string, string>): void {
  const module = node.childForFieldName('module_name')?.text ?? '';
  for (const one of node.childrenForFieldName('name')) {
    const original = (one.childForFieldName('name') ?? one).text;
    const name = (one.childForFieldName('alias') ?? one).text;
    names.set(name, STARTING_MODULES.has(original) ? original : `${module}.${original}`);
  }
  if (
    !STARTING_MODULES.has(module) ||
    !childrenOf(node).some(({ type }) => type === 'wildcard_import')
  )
    return;
  for (const starter of STARTERS.keys()) {
    if (starter.startsWith(`${module}.`)) names.set(starter.slice(module.length + 1), starter);
  }
}

function alias(node: Node, names: Map<string, string>, fullName: ModuleView['fullName']): void {
  const target = node.childForFieldName('left') ?? node.childForFieldName('name');
  const value = fullName(node.childForFieldName('right') ?? node.childForFieldName('value'));
  if (target?.type !== 'identifier' || value === undefined) return;
  if (STARTERS.has(value) || STARTING_MODULES.has(value)) names.set(target.text, value);
}

function nameOf(node: Node | null, names: ReadonlyMap<string, string>): string | undefined {
  if (node === null) return undefined;
  if (node.type === 'identifier') return names.get(node.text);
  if (node.type === 'parenthesized_expression') return nameOf(childrenOf(node)[0] ?? null, names);
  if (node.type === 'attribute') {
    const object = nameOf(node.childForFieldName('object'), names);
    return object && `${object}.${node.childForFieldName('attribute')?.text ?? ''}`;
  }
  return node.type === 'call' ? nameOfCall(node, names) : undefined;
}

/** `getattr(subprocess, 'run')`, `importlib.import_module('subprocess')`, `__import__('subprocess')`. */
function nameOfCall(node: Node, names: ReadonlyMap<string, string>): string | undefined {
  const called = node.childForFieldName('function');
  const [first, second] = childrenOf(node.childForFieldName('arguments') ?? node);
  const name = called?.text ?? '';
  if (name === 'getattr' && first !== undefined) {
    const object = nameOf(first, names);
    const attribute = textOf(second);
    return object !== undefined && attribute !== undefined ? `${object}.${attribute}` : undefined;
  }
  const imports = name === '__import__' || nameOf(called, names) === 'importlib.import_module';
  return imports ? textOf(first) : undefined;
}

/** The text of a plain string literal. */
export function textOf(node: Node | undefined | null): string | undefined {
  if (node?.type !== 'string') return undefined;
  const [start, ...content] = childrenOf(node);
  if (start === undefined || /[bf]/i.test(start.text)) return undefined;
  content.pop();
  return content.every(({ type }) => type === 'string_content')
    ? content.map(({ text }) => text).join('')
    : undefined;
}
