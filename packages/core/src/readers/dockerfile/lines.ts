// The engines read a Dockerfile line by line: comments go first, then what an escape character at the end of a line
// joins is one instruction, and the bodies of here-documents follow it (BuildKit, frontend/dockerfile/parser).
import type { Position } from '../source';
import { type HeredocStart, heredocsIn } from './heredoc';

/** A here-document: text that follows its instruction up to a line that says its name. */
export interface Heredoc extends HeredocStart {
  content: string;
}

/** What the engine sees as one line. */
export interface LogicalLine {
  text: string;
  heredocs: readonly Heredoc[];
  /** Last line of the file that belongs to it. */
  endLine: number;
  /** Where a place in `text` stands in the file. */
  at(offset: number): Position;
}

export interface Lines {
  /** Parser directives by their name in lower case, e.g. `syntax` and `escape`. */
  directives: ReadonlyMap<string, string>;
  /** The character that joins lines and quotes others. */
  escape: string;
  lines: readonly LogicalLine[];
  mistakes: readonly (Position & { message: string })[];
}

const DIRECTIVES: readonly string[] = ['syntax', 'escape', 'check'];
const ESCAPES: readonly string[] = ['\\', '`'];
/** Instructions that take here-documents; ONBUILD passes them on. */
const WITH_HEREDOCS = /^(onbuild[ \t]+)?(add|copy|run)[ \t]/i;

export function splitLines(source: string): Lines {
  const physical = source.split(/\r?\n/);
  const mistakes: (Position & { message: string })[] = [];
  const { directives, next } = readDirectives(physical, mistakes);
  const escape = directives.get('escape') ?? '\\';
  const lines: LogicalLine[] = [];
  let index = next;
  while (index < physical.length) {
    const first = physical[index] ?? '';
    if (isComment(first) || first.trim() === '') {
      index++;
      continue;
    }
    const joined = joinLines(physical, index, escape);
    const starts = WITH_HEREDOCS.test(joined.text) ? heredocsIn(joined.text) : [];
    const bodies = readBodies(physical, joined.next, starts);
    const missing = bodies.missing;
    if (missing !== undefined) {
      mistakes.push({ ...joined.at(0), message: `No line '${missing}' ends the here-document.` });
    }
    lines.push({ ...joined, heredocs: bodies.heredocs, endLine: bodies.next });
    index = bodies.next;
  }
  return { directives, escape, lines, mistakes };
}

/** Directives stand before anything else; what looks like one further down is a comment. */
function readDirectives(
  lines: readonly string[],
  mistakes: (Position & { message: string })[],
): { directives: Map<string, string>; next: number } {
  const directives = new Map<string, string>();
  let next = 0;
  for (const line of lines) {
    const [name = '', ...rest] = line.startsWith('#') ? line.slice(1).split('=') : [];
    const key = name.trim().toLowerCase();
    const value = rest.join('=').trim();
    if (!DIRECTIVES.includes(key) || value === '') break;
    next++;
    const place = { line: next, column: 1 };
    if (directives.has(key)) {
      mistakes.push({ ...place, message: `The directive '${key}' stands here a second time.` });
    } else if (key === 'escape' && !ESCAPES.includes(value)) {
      mistakes.push({ ...place, message: `'${value}' cannot be the escape character.` });
    } else {
      directives.set(key, value);
    }
  }
  return { directives, next };
}

interface Joined {
  text: string;
  /** Index of the line after it. */
  next: number;
  at(offset: number): Position;
}

function joinLines(lines: readonly string[], start: number, escape: string): Joined {
  const parts: string[] = [];
  const segments: (Position & { offset: number })[] = [];
  let length = 0;
  let index = start;
  let open = true;
  while (open && index < lines.length) {
    const line = lines[index] ?? '';
    index++;
    if (index > start + 1 && (isComment(line) || line.trim() === '')) continue;
    const indent = index === start + 1 ? line.length - line.trimStart().length : 0;
    const end = endOfContinued(line, escape);
    open = end !== undefined;
    const part = line.slice(indent, end);
    segments.push({ offset: length, line: index, column: indent + 1 });
    parts.push(part);
    length += part.length;
  }
  const at = (offset: number): Position => {
    const { line, column, ...segment } = segments[lastBefore(segments, offset)] ?? {
      ...{ line: start + 1, column: 1, offset: 0 },
    };
    return { line, column: column + offset - segment.offset };
  };
  return { text: parts.join(''), next: index, at };
}

/** By halves: an instruction may have as many lines as words. */
function lastBefore(segments: readonly { offset: number }[], offset: number): number {
  let [low, high] = [0, segments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.offset ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the escape character stands that joins this line with the next; one that is itself escaped joins nothing. */
function endOfContinued(line: string, escape: string): number | undefined {
  let end = line.length;
  while (end > 0 && ' \t'.includes(line.charAt(end - 1))) end--;
  const last = end - 1;
  return line.charAt(last) === escape && line.charAt(last - 1) !== escape ? last : undefined;
}

function readBodies(
  lines: readonly string[],
  start: number,
  starts: readonly HeredocStart[],
): { heredocs: Heredoc[]; next: number; missing?: string } {
  const heredocs: Heredoc[] = [];
  let next = start;
  for (const one of starts) {
    const body: string[] = [];
    const bare = (line: string) => (one.tabs ? line.replace(/^\t+/, '') : line);
    while (next < lines.length && bare(lines[next] ?? '') !== one.name) {
      body.push(bare(lines[next] ?? ''));
      next++;
    }
    if (next === lines.length) return { heredocs, next, missing: one.name };
    next++;
    heredocs.push({ ...one, content: body.map((line) => `${line}\n`).join('') });
  }
  return { heredocs, next };
}

const isComment = (line: string) => line.trimStart().startsWith('#');
