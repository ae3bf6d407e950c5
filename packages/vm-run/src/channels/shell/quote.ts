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
