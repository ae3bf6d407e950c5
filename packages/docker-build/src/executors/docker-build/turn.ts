// Builds of one release project have one log, one staging folder and one artifact, so they take turns. The turn is a
// name that the kernel keeps: it is free as soon as the process that had it has ended, however it ended.
import { readFileSync } from 'node:fs';
import { EnvironmentError, UserError } from '@flightline/core/errors';
import { holdingName } from '@flightline/core/leases';

/** As long as a build may take that another one waits for. */
const PATIENCE_MS = 60 * 60_000;
/** How long an interruption may go unseen while waiting. */
const LOOK_MS = 500;

export interface TurnContext {
  /** Absolute folder of the release project. */
  readonly cwd: string;
  /** The log, whose first line says which process writes it. */
  readonly log: string;
  readonly signal: AbortSignal;
  /** Called once, when another build has the turn. */
  readonly onWait: (message: string) => void;
}

/**
 * Does the work while no other process of this host builds the same release project; waits for one that does. Raises
 * BUILD_BUSY when that takes more than an hour, and TOOL_FAILED when it is interrupted meanwhile.
 */
export async function inTurn<T>(context: TurnContext, work: () => Promise<T>): Promise<T> {
  const { cwd, log, signal, onWait } = context;
  const attempt = (patienceMs: number) =>
    holdingName(JSON.stringify(['docker-build', cwd]), patienceMs, async () => ({
      result: await work(),
    }));
  let done = await attempt(0);
  if (done === undefined) onWait(`Waits for another build of '${cwd}'${writerOf(log)}.`);
  const end = performance.now() + PATIENCE_MS;
  while (done === undefined && !signal.aborted && performance.now() < end) {
    done = await attempt(LOOK_MS);
  }
  if (done !== undefined) return done.result;
  if (signal.aborted) {
    throw new EnvironmentError(
      'TOOL_FAILED',
      'The build was interrupted while it waited for another one.',
      'Start it again; the last artifact is still in place.',
    );
  }
  throw new UserError(
    'BUILD_BUSY',
    `Another build of '${cwd}' has been going on for an hour${writerOf(log)}.`,
    `What it does is in '${log}'. End it with Ctrl-C where it runs.`,
  );
}

/** First line of a log. */
export const writtenBy = (pid: number): string => `# written by process ${pid}`;

function writerOf(log: string): string {
  try {
    const [, pid] = /^# written by process (\d+)\n/.exec(readFileSync(log, 'utf8')) ?? [];
    return pid === undefined ? '' : `, in process ${pid}`;
  } catch {
    // It has not begun to write.
    return '';
  }
}
