import { readFileSync, readlinkSync } from 'node:fs';
import { isatty } from 'node:tty';

/** The terminals of a process. Paths are of devices and absent where they cannot be told, as without a /proc. */
export interface Terminals {
  /** What the process reads from and writes to. */
  own?: string;
  /** The one at which the person sits, where another program put a pseudo terminal in between. */
  outer?: string;
}

/** The terminals of this process; undefined when it does not read from and write to one. */
export function findTerminals(): Terminals | undefined {
  return isatty(process.stdin.fd) && isatty(process.stdout.fd)
    ? terminalsOf(process.pid, '/proc')
    : undefined;
}

/**
 * What `proc` (see proc(5)) says of the terminals of a process. The outer one belongs to the nearest ancestor with
 * another controlling terminal.
 */
export function terminalsOf(pid: number, proc: string): Terminals {
  const own = terminalBehind(pid, proc);
  const controlling = statOf(pid, proc)?.terminal;
  if (own === undefined || controlling === undefined) return {};
  let ancestor = statOf(pid, proc)?.parent;
  while (ancestor !== undefined && ancestor > 1) {
    const stat = statOf(ancestor, proc);
    if (stat !== undefined && stat.terminal !== controlling) {
      const outer = terminalBehind(ancestor, proc);
      return outer === undefined ? { own } : { own, outer };
    }
    ancestor = stat?.parent;
  }
  return { own };
}

/** The device behind one of the three standard streams. */
function terminalBehind(pid: number, proc: string): string | undefined {
  return [0, 1, 2]
    .map((stream) => tryRead(() => readlinkSync(`${proc}/${pid}/fd/${stream}`)))
    .find((path) => path !== undefined && /^\/dev\/(pts\/|tty)/.test(path));
}

/** Fields 4 and 7 of stat; the command name before them may hold blanks and brackets. */
function statOf(pid: number, proc: string): { parent: number; terminal: number } | undefined {
  const text = tryRead(() => readFileSync(`${proc}/${pid}/stat`, 'utf8'));
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && { parent: Number(fields[1]), terminal: Number(fields[4]) };
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // The process has ended, or belongs to someone else.
    return undefined;
  }
}
