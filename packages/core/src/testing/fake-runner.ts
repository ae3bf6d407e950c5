import { PassThrough } from 'node:stream';
import type {
  Argv,
  Exit,
  ProcessHandle,
  RunOptions,
  RunResult,
  Runner,
  StartOptions,
} from '../process/runner';

/** What a scripted command answers. Everything left out means: ends at once with status 0 and says nothing. */
export interface ScriptedAnswer extends Partial<Exit> {
  stdout?: string;
  stderr?: string;
  /** What the command would do to the world, e.g. write its output file. */
  effect?: (argv: Argv, options: RunOptions | StartOptions) => void | Promise<void>;
}

/** Key: the words of a command joined by blanks, exactly or up to a final ` *`. An array answers call after call. */
export type Script = Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>;

export interface FakeRunner extends Runner {
  /** Each command so far, its words joined by blanks. */
  readonly calls: readonly string[];
}

/**
 * A runner for specs that starts nothing. A command that the script does not name throws at once, so that a
 * spec can never pass because of a command nobody thought of.
 */
export function fakeRunner(script: Script): FakeRunner {
  const calls: string[] = [];
  const used = new Map<string, number>();

  const answer = (argv: Argv): ScriptedAnswer => {
    const command = argv.join(' ');
    calls.push(command);
    const key = Object.keys(script).find((entry) =>
      entry.endsWith(' *') ? command.startsWith(entry.slice(0, -1)) : entry === command,
    );
    const scripted = key === undefined ? undefined : script[key];
    if (key === undefined || scripted === undefined) {
      throw new Error(
        `Unscripted command: ${command}\nScripted: ${Object.keys(script).join(' | ')}`,
      );
    }
    if (!isList(scripted)) return scripted;
    const turn = used.get(key) ?? 0;
    used.set(key, turn + 1);
    const next = scripted[turn];
    if (next === undefined)
      throw new Error(`Command called more often than scripted (${turn}): ${command}`);
    return next;
  };

  return {
    calls,
    run: async (argv, options = {}) => {
      const scripted = answer(argv);
      await scripted.effect?.(argv, options);
      const lines = (text: string | undefined) =>
        text === undefined || text === '' ? [] : text.split('\n');
      for (const line of lines(scripted.stdout)) options.onLine?.(line, 'stdout');
      for (const line of lines(scripted.stderr)) options.onLine?.(line, 'stderr');
      return {
        ...exitOf(scripted),
        argv,
        stdout: scripted.stdout ?? '',
        stderr: scripted.stderr ?? '',
        truncated: false,
        durationMs: 1,
      } satisfies RunResult;
    },
    start: (argv, options = {}) => startScripted(argv, options, answer(argv)),
  };
}

function startScripted(argv: Argv, options: StartOptions, scripted: ScriptedAnswer): ProcessHandle {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const exited = (async () => {
    await scripted.effect?.(argv, options);
    stdout.end(scripted.stdout ?? '');
    stderr.end(scripted.stderr ?? '');
    return exitOf(scripted);
  })();
  const stdin = new PassThrough().resume();
  return {
    argv,
    pid: 4_194_304,
    stdin,
    stdout,
    stderr,
    exited,
    kill: () => undefined,
    stop: () => exited,
  };
}

function exitOf({ ending = 'exited', exitCode = 0, signal }: ScriptedAnswer): Exit {
  return { ending, exitCode: ending === 'exited' ? exitCode : undefined, signal };
}

function isList(
  value: ScriptedAnswer | readonly ScriptedAnswer[],
): value is readonly ScriptedAnswer[] {
  return Array.isArray(value);
}
