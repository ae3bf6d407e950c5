import type { Problem } from '../../errors';
import type { Position } from '../source';
import type { Heredoc, LogicalLine } from './lines';
import type { Expansion } from './substitute';
import { type Word, splitWords } from './words';

/** `--name=value` before the arguments. */
export interface Flag extends Position {
  name: string;
  /** As it stands; undefined for a flag without one. */
  value: string | undefined;
  /** `key=value` pairs of a list such as that of `--mount`, keys in lower case; a key alone has the value `true`. */
  fields: ReadonlyMap<string, string>;
}

/** One name of ARG, ENV or LABEL. Its position is that of the name. */
export interface Pair extends Position {
  name: string;
  /** As it stands, with quotes and variables, and where; undefined for an ARG without a default. */
  raw: (Position & { text: string }) | undefined;
  /** What it is in the build; undefined when nothing gives it a value. */
  value: Expansion | undefined;
}

/** An instruction. Its position is that of its keyword. */
export interface Instruction extends Position {
  /** In upper case. */
  keyword: string;
  endLine: number;
  flags: readonly Flag[];
  /** What follows the flags, in one line without comments, as it stands. */
  text: string;
  /** `text` as the engine sees it: with variables replaced where the engine does it, and not a shell later on. */
  value: Expansion;
  /** `text` at its white space. */
  words: readonly (Position & { text: string })[];
  /** Of ARG, ENV and LABEL. */
  pairs: readonly Pair[];
  /** The words of the exec form (`["a", "b"]`); undefined for the shell form. */
  exec: readonly string[] | undefined;
  heredocs: readonly Heredoc[];
  /** What ONBUILD puts off. */
  trigger: Instruction | undefined;
}

export const flagOf = ({ flags }: Instruction, name: string): string | undefined =>
  flags.find((flag) => flag.name === name)?.value;

type Mistakes = (problem: Pick<Problem, 'line' | 'column'> & { message: string }) => void;

/** The keywords, and how many arguments each needs at least. */
const KEYWORDS: Readonly<Record<string, number>> = {
  ADD: 2,
  ARG: 1,
  CMD: 0,
  COPY: 2,
  ENTRYPOINT: 0,
  ENV: 1,
  EXPOSE: 1,
  FROM: 1,
  HEALTHCHECK: 1,
  LABEL: 1,
  MAINTAINER: 1,
  ONBUILD: 1,
  RUN: 1,
  SHELL: 1,
  STOPSIGNAL: 1,
  USER: 1,
  VOLUME: 1,
  WORKDIR: 1,
};
const WITH_PAIRS: readonly string[] = ['ARG', 'ENV', 'LABEL'];
const NOT_PUT_OFF: readonly string[] = ['FROM', 'MAINTAINER', 'ONBUILD'];

/** Reads one line; undefined, and at least one mistake, for what is no instruction. */
export function parseInstruction(
  line: LogicalLine,
  escape: string,
  mistake: Mistakes,
  start = 0,
): Instruction | undefined {
  const [found = '', given = ''] = /^\s*(\S+)\s*/.exec(line.text.slice(start)) ?? [];
  const keyword = given.toUpperCase();
  const offset = start + found.length - found.trimStart().length;
  const place = line.at(offset);
  const least = KEYWORDS[keyword];
  if (least === undefined) {
    mistake({ ...place, message: `'${given}' is no instruction.` });
    return undefined;
  }
  if (start > 0 && NOT_PUT_OFF.includes(keyword)) {
    mistake({ ...place, message: `ONBUILD cannot put off ${keyword}.` });
    return undefined;
  }
  const body = start + found.length;
  const { flags, rest } = readFlags(line, body, escape);
  const text = line.text.slice(rest).trimEnd();
  const words = [...text.matchAll(/\S+/g)].map((match) => ({
    text: match[0],
    ...line.at(rest + match.index),
  }));
  const exec = execOf(text);
  if ((exec ?? words).length < least && line.heredocs.length === 0) {
    mistake({
      ...place,
      message: `${keyword} needs ${least === 1 ? 'an argument' : `${least} arguments`}.`,
    });
    return undefined;
  }
  const { heredocs, endLine } = line;
  const common = { keyword, ...place, endLine, flags, text, words, exec, heredocs };
  const value = { text, unknown: [] };
  const pairs = WITH_PAIRS.includes(keyword) ? readPairs(keyword, line, rest, escape, mistake) : [];
  const trigger = keyword === 'ONBUILD' ? parseInstruction(line, escape, mistake, rest) : undefined;
  return { ...common, value, pairs, trigger };
}

function readFlags(
  line: LogicalLine,
  start: number,
  escape: string,
): { flags: Flag[]; rest: number } {
  const flags: Flag[] = [];
  for (const { text, offset } of splitWords(line.text.slice(start), escape)) {
    const [, name, , value] = /^--([^=]+)(=(.*))?$/s.exec(text) ?? [];
    if (name === undefined) return { flags, rest: start + offset };
    flags.push({ name, value, fields: fieldsOf(value ?? ''), ...line.at(start + offset) });
  }
  return { flags, rest: line.text.length };
}

function fieldsOf(value: string): Map<string, string> {
  return new Map(
    value.split(',').map((field) => {
      const at = field.indexOf('=');
      const [key, text] = at === -1 ? [field, 'true'] : [field.slice(0, at), field.slice(at + 1)];
      return [key.trim().toLowerCase(), text];
    }),
  );
}

/** JSON, or else it is the shell form (so says the reference of Dockerfiles). */
function execOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string')
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}

function readPairs(
  keyword: string,
  line: LogicalLine,
  start: number,
  escape: string,
  mistake: Mistakes,
): Pair[] {
  const rest = line.text.slice(start);
  const words = splitWords(rest, escape);
  const [first] = words;
  if (keyword !== 'ARG' && first !== undefined && !first.text.includes('=')) {
    // `ENV name all of this`, as it was written before `name=value`.
    const value = rest.slice(first.offset + first.text.length);
    const text = value.trim();
    if (text === '') {
      mistake({ ...line.at(start), message: `${keyword} '${first.text}' has no value.` });
      return [];
    }
    const offset = first.offset + first.text.length + value.length - value.trimStart().length;
    return [pair(line, start, first.text, first.offset, { text, offset })];
  }
  return words.flatMap(({ text, offset }) => {
    const at = text.indexOf('=');
    if (at > 0) {
      const value = { text: text.slice(at + 1), offset: offset + at + 1 };
      return [pair(line, start, text.slice(0, at), offset, value)];
    }
    if (keyword === 'ARG' && at === -1) return [pair(line, start, text, offset, undefined)];
    mistake({ ...line.at(start + offset), message: `'${text}' is no 'name=value'.` });
    return [];
  });
}

function pair(
  line: LogicalLine,
  start: number,
  quoted: string,
  offset: number,
  value: Word | undefined,
): Pair {
  const name = quoted.replace(/^(["'])(.*)\1$/s, '$2');
  const raw = value && { text: value.text, ...line.at(start + value.offset) };
  return { name, ...line.at(start + offset), raw, value: undefined };
}
