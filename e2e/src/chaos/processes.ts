// Finds what belongs to the campaign among the processes of this user. Never by the name of a program: by the
// campaign's folders and its mark, in the environment or on the command line.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Seen {
  pid: number;
  parent: number;
  session: number;
  line: string;
  /** Started by the campaign itself; keepers and machines get an environment without this. */
  marked: boolean;
}

/** All processes of this user whose environment or command line has the mark or one of the folders. */
export function processesOf(mark: string, folders: readonly string[]): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const about = look(name);
      if (about === undefined) return [];
      const { environment, ...seen } = about;
      const marked = environment.includes(`FLIGHTLINE_CHAOS=${mark}\0`);
      const ours =
        marked ||
        folders.some((folder) => seen.line.includes(folder) || environment.includes(folder));
      return ours ? [{ ...seen, marked }] : [];
    });
}

/** Those that Nx keeps for later calls: its daemon, by its own record, and what that has started. */
export function withoutDaemon(all: readonly Seen[], nxData: string): Seen[] {
  const kept = new Set([daemonOf(nxData)]);
  const isKept = ({ pid, parent }: Seen): boolean => {
    if (kept.has(pid)) return true;
    const above = all.find((one) => one.pid === parent);
    return kept.has(parent) || (above !== undefined && isKept(above));
  };
  return all.filter((one) => !isKept(one));
}

/** The process that Nx's daemon is, as it has written down. */
export function daemonOf(nxData: string): number | undefined {
  try {
    const record = readFileSync(join(nxData, 'd/server-process.json'), 'utf8');
    return (JSON.parse(record) as { processId?: number }).processId;
  } catch {
    return undefined;
  }
}

/** Whether a process was stopped by a signal. */
export function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  } catch {
    return false;
  }
}

/** Fields of proc(5); undefined for a process of somebody else, a zombie, and one that has just ended. */
function look(name: string): (Omit<Seen, 'marked'> & { environment: string }) | undefined {
  const folder = join('/proc', name);
  try {
    if (statSync(folder).uid !== process.getuid?.()) return undefined;
    const stat = readFileSync(join(folder, 'stat'), 'utf8');
    const [state, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return {
      pid: Number(name),
      parent: Number(parent),
      session: Number(session),
      line: readFileSync(join(folder, 'cmdline'), 'utf8').replaceAll('\0', ' ').trim(),
      environment: readFileSync(join(folder, 'environ'), 'utf8'),
    };
  } catch {
    return undefined;
  }
}
