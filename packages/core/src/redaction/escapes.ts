import type { Redaction } from './redaction';

/**
 * Escape sequences of ECMA-48 that begin with the escape character. Those that begin with one character of their own
 * are left alone: in bytes of UTF-8 it is a part of another one.
 */
const ESCAPES =
  /\u001b\[[0-?]*[ -/]*[@-~]?|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;

/**
 * Redacts lines as a terminal shows them: a secret that changes its colour half way is one all the same. A line that
 * held one loses its sequences, any other keeps them.
 */
export function escapedLines(redaction: Redaction): (line: string) => string {
  const plainLine = redaction.lines();
  return (line) => {
    if (!line.includes('\u001b')) return plainLine(line);
    const plain = line.replace(ESCAPES, '');
    const redacted = plainLine(plain);
    // A sequence may hold a text of its own, e.g. what a link leads to.
    return redacted === plain ? redaction.text(line) : redacted;
  };
}
