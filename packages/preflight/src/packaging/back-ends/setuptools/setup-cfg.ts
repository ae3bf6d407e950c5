// setup.cfg in the way of Python's ConfigParser, as far as setuptools uses it: `key = value` or `key: value` in sections,
// values that go on in lines that are indented further, comments that have their lines to themselves.
import { unreadable } from '@flightline/core/readers/source';

interface CfgLine {
  text: string;
  line: number;
}

export interface CfgValue {
  line: number;
  /** Without the empty ones. */
  lines: readonly CfgLine[];
}

/** By section, by key. */
export type SetupCfg = ReadonlyMap<string, ReadonlyMap<string, CfgValue>>;

const SECTION = /^\[(.+)\]\s*$/;
const ENTRY = /^([^=:]*?)\s*[=:]\s*(.*)$/;

/** Raises FILE_UNREADABLE with the line. */
export function parseSetupCfg(text: string, file: string): SetupCfg {
  const sections = new Map<string, Map<string, CfgValue>>();
  let section: Map<string, CfgValue> | undefined;
  let open: { indent: number; lines: CfgLine[] } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const indent = raw.length - raw.trimStart().length;
    if (open !== undefined && indent > open.indent) {
      open.lines.push({ text: trimmed, line });
      continue;
    }
    const [, name] = SECTION.exec(trimmed) ?? [];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, CfgValue>();
      sections.set(name, section);
      open = undefined;
      continue;
    }
    const [, key, value = ''] = ENTRY.exec(trimmed) ?? [];
    if (key === undefined || section === undefined) {
      throw unreadable(file, [{ file, line, message: 'It is neither a section nor a key.' }]);
    }
    open = { indent, lines: value === '' ? [] : [{ text: value, line }] };
    section.set(key, { line, lines: open.lines });
  }
  return sections;
}

/** A list, with commas where it stands in one line. */
export function listOf({ lines }: CfgValue): readonly CfgLine[] {
  const [first, second] = lines;
  if (first === undefined) return [];
  // Only a value that stands beside its key is one line; Python sees a line break before all others.
  const parts =
    second === undefined && first.text.includes(',')
      ? first.text.split(',').map((text) => ({ text: text.trim(), line: first.line }))
      : lines;
  return parts.filter(({ text }) => text !== '');
}
