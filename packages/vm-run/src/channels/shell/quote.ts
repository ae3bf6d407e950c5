import type { Argv } from '@flightline/core/process';

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * The words as one line of a POSIX shell, which parses it back into exactly these words. sshd, for one,
 * hands a command to the login shell as one string, so there is no way around a shell here. A NUL cannot be in a word.
 */
export function quoteForShell(argv: Argv | readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** POSIX sh, and the words that it has as $1 and so on. */
export interface Script {
  readonly script: string;
  readonly words: readonly string[];
}

/** A script as code for a shell at hand. */
export const codeOf = ({ script, words }: Script): string =>
  `set -- ${quoteForShell(words)}\n${script}`;

/** A command that may be a script, as words. */
export const asArgv = (command: Argv | Script): Argv =>
  'words' in command ? ['/bin/sh', '-c', command.script, 'sh', ...command.words] : command;
