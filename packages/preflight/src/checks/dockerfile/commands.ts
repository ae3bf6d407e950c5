// RUN lines as commands. Enough of the shell to tell programs from their arguments; what a variable holds or a
// script does is not followed.
import { posix } from 'node:path';
import { type Instruction, type Stage, chainOf } from '@flightline/core/readers/dockerfile';

/** A command of a RUN, and what surrounds it. */
export interface Command {
  /** Without quotes, variables as they stand: `['uv', 'sync']`. */
  words: readonly string[];
  /** ENV and ARG before it, and what is set for it alone: `A=b uv sync`. Values as far as they are known. */
  environment: ReadonlyMap<string, string>;
  /** Absolute as far as it is known. */
  workdir: string;
  run: Instruction;
}

/** The commands of a stage and of those it is based on, in their order. */
export function commandsOf(stage: Stage): readonly Command[] {
  const environment = new Map<string, string>();
  let workdir = '/';
  const commands: Command[] = [];
  for (const instruction of chainOf(stage).flatMap(({ instructions }) => instructions)) {
    for (const { name, value } of instruction.keyword === 'LABEL' ? [] : instruction.pairs) {
      if (value !== undefined) environment.set(name, value.text);
    }
    if (instruction.keyword === 'WORKDIR') {
      workdir = posix.resolve(workdir, instruction.value.text);
    }
    if (instruction.keyword === 'RUN') {
      const surroundings = { environment: new Map(environment), workdir, run: instruction };
      commands.push(...wordsOf(instruction).map((words) => withOwn(words, surroundings)));
    }
  }
  return commands;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
/** Programs that start the command behind them. */
const STARTERS: readonly string[] = ['env', 'exec', 'sudo', 'time'];

function withOwn(words: readonly string[], surroundings: Omit<Command, 'words'>): Command {
  const environment = new Map(surroundings.environment);
  let first = 0;
  for (; first < words.length; first++) {
    const word = words[first] ?? '';
    const [, name, value] = ASSIGNMENT.exec(word) ?? [];
    if (name !== undefined) environment.set(name, value ?? '');
    else if (!STARTERS.includes(word)) break;
  }
  const [program = '', ...rest] = words.slice(first);
  return { ...surroundings, environment, words: [posix.basename(program), ...rest] };
}

function wordsOf({ text, exec, heredocs }: Instruction): (readonly string[])[] {
  if (exec !== undefined) {
    const [shell = '', flag = '', script = ''] = exec;
    const isScript = /(^|\/)(ba|da|a)?sh$/.test(shell) && /^-[a-z]*c$/.test(flag);
    return isScript ? splitScript(script) : [exec];
  }
  return [text, ...heredocs.map(({ content }) => content)].flatMap(splitScript);
}

const KEYWORDS: readonly string[] = ['!', 'do', 'else', 'elif', 'if', 'then', 'while', '{', '('];
const TOKEN = /\\\n|#[^\n]*|&&|\|\||[;|&\n()]|(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s;|&()'"\\])+/gs;

function splitScript(script: string): (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [token] of script.matchAll(TOKEN)) {
    const current = commands.at(-1) ?? [];
    if (token === '\\\n' || token.startsWith('#')) continue;
    if (/^[;|&\n()]/.test(token)) commands.push([]);
    else if (current.length > 0 || !KEYWORDS.includes(token)) current.push(unquoted(token));
  }
  return commands.filter(({ length }) => length > 0);
}

const unquoted = (token: string): string =>
  token.replaceAll(/\\(.)|'([^']*)'|"((?:\\.|[^"\\])*)"/gs, (_, escaped, single, double) =>
    String(escaped ?? single ?? double),
  );
