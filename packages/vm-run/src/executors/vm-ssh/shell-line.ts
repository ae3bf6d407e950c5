import type { Argv } from '@flightline/core/process';

/** A command as a person types it into a POSIX shell. */
export function shellLine(argv: Argv): string {
  return argv.map(quote).join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
