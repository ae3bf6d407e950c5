import { EnvironmentError, UserError } from '@flightline/core/errors';
import type { Task } from '@flightline/core/executor';
import { cacheDir } from '@flightline/core/host';
import type { Entry, FoundLease } from '@flightline/core/leases';
import { redacted, redactionFor } from '@flightline/core/redaction';
import { type Argv, type Exit, describeEnding, succeeded } from '@flightline/core/process';
import { quoteForShell } from '../../channels';
import { followSize } from './follow-size';
import { pickEntry } from './pick-entry';
import type { VmSshExecutorSchema } from './schema';
import type { Terminals } from './terminals';

export interface VmSshNeeds {
  findLeases: (cacheDir: string) => readonly FoundLease[];
  /** Undefined when nobody sits at a terminal. */
  terminals: Terminals | undefined;
}

/** Nx kills what is left 5 s after it asked it to end. */
const KILL_GRACE_MS = 2000;
/** What ssh(1) ends with when it could not get in, or lost the connection. */
const SSH_FAILED = 255;

/**
 * Runs the shell line in the box's machine, or opens a shell for a person. A line has to end with 0; a shell a person
 * has left is success whatever its last command ended with. Raises MACHINE_DOWN, OPTIONS_INVALID for a shell without a
 * terminal, TOOL_MISSING, and CHANNEL_FAILED when a shell cannot be opened or is lost.
 */
export async function vmSsh(
  options: VmSshExecutorSchema,
  task: Task,
  { findLeases, terminals }: VmSshNeeds,
): Promise<boolean> {
  const { name: scope } = task.project;
  const entry = pickEntry(findLeases(cacheDir(task.env)), scope, task.workspaceRoot);
  if (entry === undefined) {
    throw new UserError(
      'MACHINE_DOWN',
      `No machine of '${scope}' is up.`,
      `Start one: nx run ${scope}:vm-up`,
    );
  }
  return options.command === undefined
    ? openShell(entry, task, terminals)
    : runLine([...entry.command, options.command], {
        ...task,
        reporter: redacted(task.reporter, redactionFor(task.env)),
      });
}

async function openShell({ shell }: Entry, task: Task, terminals?: Terminals): Promise<boolean> {
  const { name } = task.project;
  if (terminals === undefined) {
    throw new UserError(
      'OPTIONS_INVALID',
      `A shell in '${name}' needs a terminal, and Nx gives this task none.`,
      `Run it in a terminal, without an output style; or type: ${quoteForShell(shell)}\nOr run one line: nx run ${name}:vm-ssh --command "uname -a"`,
    );
  }
  const ended = new AbortController();
  const following = followSize(terminals, task.runner, ended.signal);
  const exit = await passThrough(shell, task);
  ended.abort();
  await following;
  if (task.signal.aborted) return interrupted(task);
  if (exit.ending === 'exited' && exit.exitCode !== SSH_FAILED) return true;
  throw new EnvironmentError(
    'CHANNEL_FAILED',
    `The shell in '${name}' ${describeEnding(exit)}.`,
    `What it said stands above. A new machine: nx run ${name}:vm-down, then nx run ${name}:vm-up`,
  );
}

async function runLine(argv: Argv, task: Task): Promise<boolean> {
  const { name: scope } = task.project;
  const exit = await passThrough(argv, task);
  if (task.signal.aborted) return interrupted(task);
  if (succeeded(exit)) return true;
  const { exitCode, signal } = exit;
  task.reporter.emit({
    type: 'report',
    scope,
    lines: [
      `${scope}  the command ${describeEnding(exit)}`,
      `  Nx ends with 1 whatever that was; this ends with the command's own: ${quoteForShell(argv)}`,
    ],
    data: { exitCode, signal, argv },
  });
  return false;
}

/** The process gets the streams of this one, so that no byte is touched. */
async function passThrough(argv: Argv, { runner, signal }: Task): Promise<Exit> {
  const options = { stdio: 'inherit', signal, killGrace: KILL_GRACE_MS } as const;
  const exit = await runner.start(argv, options).exited;
  if (exit.ending !== 'missing') return exit;
  throw new EnvironmentError(
    'TOOL_MISSING',
    `'${argv[0]}' is not installed or not on PATH.`,
    'Install it, or put it on PATH.',
  );
}

function interrupted({ reporter, project: { name: scope } }: Task): false {
  const message = 'Interrupted; the machine stays up.';
  reporter.emit({ type: 'notice', scope, level: 'warn', message });
  return false;
}
