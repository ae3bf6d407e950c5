// JSON as people keep it: a new file is compact, and an edit of a file leaves its other lines, comments
// included, as they are.
import { isDeepStrictEqual } from 'node:util';
import { applyEdits, modify } from 'jsonc-parser';
import { type JsonObject, isObject } from './complete';

const WIDTH = 80;

/** JSON text in which whatever fits on one line stands on one line. */
export function renderJson(value: unknown, indent = ''): string {
  const line = renderLine(value);
  if (typeof value !== 'object' || indent.length + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const members = membersOf(value, (member) => renderJson(member, inner));
  return `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`;
}

function renderLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = membersOf(value, renderLine).join(', ');
  if (Array.isArray(value)) return `[${members}]`;
  return members === '' ? '{}' : `{ ${members} }`;
}

function membersOf(value: object | null, render: (member: unknown) => string): string[] {
  if (Array.isArray(value)) return value.map(render);
  return Object.entries(value ?? {}).map(
    ([key, member]) => `${JSON.stringify(key)}: ${render(member)}`,
  );
}

/** The text of a JSON file that says `before`, edited to say `after`. What `after` does not name stays. */
export function editJson(text: string, before: JsonObject, after: JsonObject): string {
  const formattingOptions = { insertSpaces: !/^\t/m.test(text), tabSize: 2 };
  return changes(before, after).reduce(
    (current, [path, value]) =>
      applyEdits(current, modify(current, path, value, { formattingOptions })),
    text,
  );
}

type Change = readonly [path: string[], value: unknown];

function changes(before: JsonObject, after: JsonObject, path: readonly string[] = []): Change[] {
  return Object.entries(after).flatMap(([key, value]): Change[] => {
    const current = before[key];
    if (isObject(current) && isObject(value)) return changes(current, value, [...path, key]);
    return isDeepStrictEqual(current, value) ? [] : [[[...path, key], value]];
  });
}
