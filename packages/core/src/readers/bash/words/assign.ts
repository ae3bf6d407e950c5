import type { Assignment, Word } from 'unbash';
import { expandOne, expandWord, joinParts } from './expand';
import { type Run, originOf } from '../session';
import { type Text, type Value, concat, either, onlyText, text } from '../values';
import { EMPTY, type Entry, type Variable, addFields, scalar } from '../variables';

/** Carries out `name=value`, `name+=value`, `name[key]=value` and `name=(...)`. */
export function assign(assignment: Assignment, run: Run, { keyed = false } = {}): void {
  const { name, value, append = false, index } = assignment;
  const { variables } = run.state;
  const before = variables.get(name);
  const isKeyed = keyed || before?.keyed === true;
  if (value.type === 'ArrayValue') {
    const start = append && before !== undefined ? before : EMPTY;
    const filled = addElements(value.elements, { ...start, keyed: isKeyed, unsure: false }, run);
    variables.set(name, filled);
    return;
  }
  const assigned = expandOne(value, run);
  const key = index === undefined ? [text('0', originOf(run, assignment))] : expandOne(index, run);
  if (index === undefined && !append && before?.keyed !== true) {
    variables.set(name, scalar(assigned, key[0] as Text));
    return;
  }
  const target = { ...(before ?? EMPTY), keyed: isKeyed };
  variables.set(name, put(target, key, assigned, append, run));
}

/** Sets the elements that a key may mean. */
function put(target: Variable, key: Value, value: Value, append: boolean, run: Run): Variable {
  return key.reduce<Variable>((variable, atom) => {
    const id = atom.kind === 'text' ? idOf(atom, variable, run) : undefined;
    if (id === undefined || atom.kind !== 'text') {
      return { ...variable, rest: either(variable.rest, value) };
    }
    const before = variable.entries.get(id)?.value;
    const after = append && before !== undefined ? concat(before, value, atom.origin) : value;
    return withEntry(variable, id, { key: atom, value: after });
  }, target);
}

/** Keys of arrays without -A are numbers, or variables that hold one. */
function idOf({ text: key }: Text, { keyed }: Variable, run: Run): string | undefined {
  if (keyed || /^\d+$/.test(key)) return key;
  const number = onlyText(run.state.variables.get(key)?.entries.get('0')?.value);
  return number !== undefined && /^\d+$/.test(number) ? number : undefined;
}

const withEntry = (variable: Variable, id: string, entry: Entry): Variable => ({
  ...variable,
  entries: new Map(variable.entries).set(id, entry),
});

/** `[key]=value` as an element */
const KEYED = /^\[((?:"[^"]*"|'[^']*'|[^\]"'])*)\]\+?=/;

function addElements(elements: readonly Word[], start: Variable, run: Run): Variable {
  return elements.reduce<Variable>((variable, element) => {
    const head = KEYED.exec(element.text);
    return head === null
      ? addFields(variable, expandWord(element, run), originOf(run, element))
      : addKeyed(variable, element, head[0], head[1] ?? '', run);
  }, start);
}

function addKeyed(
  variable: Variable,
  element: Word,
  head: string,
  written: string,
  run: Run,
): Variable {
  const value = behindHead(element, head, run);
  if (written.includes('$')) {
    const key = run.session.parse(written).commands[0]?.command;
    const word = key?.type === 'Command' ? key.name : undefined;
    const found = word === undefined ? [] : expandOne(word, run);
    return found.length === 0
      ? { ...variable, rest: either(variable.rest, value) }
      : put(variable, found, value, false, run);
  }
  const name = written.replace(/^(["'])(.*)\1$/, '$2');
  const origin = originOf(run, element).of(name, element.text.indexOf(name));
  return put(variable, [text(name, origin)], value, false, run);
}

function behindHead(element: Word, head: string, run: Run): Value {
  const origin = originOf(run, element);
  if (element.parts === undefined) {
    const value = element.value.slice(head.length);
    return [text(value, origin.of(value, head.length))];
  }
  const end = element.pos + head.length;
  const behind = element.parts.flatMap((part) => {
    if (part.pos >= end) return [part];
    if (part.end <= end || part.type !== 'Literal') return [];
    const cut = end - part.pos;
    return [{ ...part, pos: end, text: part.text.slice(cut), value: part.value.slice(cut) }];
  });
  return joinParts(behind, { pos: end }, run);
}
