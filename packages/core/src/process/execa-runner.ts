// The only file that loads execa. Execa 9 is ESM only, so it comes by dynamic import, once, before the runner
// is handed out: `start` itself stays synchronous.
import type {
  Argv,
  Exit,
  ProcessHandle,
  ProcessOptions,
  RunOptions,
  RunResult,
  Runner,
  StartOptions,
} from './runner';
import { LineSplitter } from './lines';
import { Tail } from './tail';

const KILL_GRACE_MS = 5000;
const MAX_CAPTURE_BYTES = 1024 * 1024;

type Execa = typeof import('execa').execa;

/** The real processes of this machine. */
export async function createRunner(): Promise<Runner> {
  const { execa } = await import('execa');
  return {
    start: (argv, options = {}) => start(execa, argv, options),
    run: (argv, options = {}) => run(execa, argv, options),
  };
}

function start(execa: Execa, argv: Argv, options: StartOptions): ProcessHandle {
  const [command, ...args] = argv;
  const inherit = options.stdio === 'inherit';
  const child = execa(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    stdio: inherit ? 'inherit' : 'pipe',
    // A process that shares our terminal has to stay in its foreground group.
    detached: !inherit,
    buffer: false,
    reject: false,
    cleanup: true,
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    // A broken pipe is no event of its own: the exit says what happened.
    stream?.on('error', () => undefined);
  }

  let stopping: 'aborted' | undefined;
  // Execa's own promise also waits for the streams, which a background child can hold open for ever.
  const left = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      const ending = signal === null ? 'exited' : 'signalled';
      resolve({
        ending: stopping ?? ending,
        exitCode: code ?? undefined,
        signal: signal ?? undefined,
      });
    });
  });
  const neverStarted = child.then(({ cause }): Exit | Promise<Exit> => {
    if (child.pid !== undefined) return left;
    if (!isMissing(cause)) throw cause;
    return { ending: 'missing', exitCode: undefined, signal: undefined };
  });
  const exited = Promise.race([left, neverStarted]);

  const kill = (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.pid !== undefined) signalGroup(inherit ? child.pid : -child.pid, signal);
  };
  const stop = async () => {
    kill('SIGTERM');
    const hardKill = setTimeout(() => kill('SIGKILL'), options.killGrace ?? KILL_GRACE_MS);
    try {
      return await exited;
    } finally {
      clearTimeout(hardKill);
      // What the leader left behind in its group has no owner any more.
      kill('SIGKILL');
    }
  };

  onAbort(options.signal, exited, () => {
    stopping = 'aborted';
    void stop();
  });

  return {
    argv,
    pid: child.pid,
    stdin: child.stdin ?? undefined,
    stdout: child.stdout ?? undefined,
    stderr: child.stderr ?? undefined,
    exited,
    kill,
    stop,
  };
}

async function run(execa: Execa, argv: Argv, options: RunOptions): Promise<RunResult> {
  const startedAt = performance.now();
  const handle = start(execa, argv, processOptions(options));
  const capture = options.maxCapture ?? MAX_CAPTURE_BYTES;
  const stdout = new Tail(capture);
  const stderr = new Tail(capture);
  const streams = [
    collect(handle, 'stdout', stdout, options.onLine),
    collect(handle, 'stderr', stderr, options.onLine),
  ];
  feed(handle, options.stdin);

  const limit = timeLimit(handle, options.timeout);
  const exit = await handle.exited;
  limit.clear();
  // A background child may hold the pipes open after its parent; what it has not said by now is not waited for.
  await Promise.race([Promise.all(streams), closeSoon(handle)]);

  const [out, err] = [stdout.toString(), stderr.toString()];
  return {
    ...exit,
    ending: limit.reached() && exit.ending !== 'missing' ? 'timeout' : exit.ending,
    argv,
    stdout: out,
    stderr: err,
    truncated: stdout.truncated || stderr.truncated,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

function timeLimit(
  handle: ProcessHandle,
  timeout: number | undefined,
): { reached: () => boolean; clear: () => void } {
  if (timeout === undefined) return { reached: () => false, clear: () => undefined };
  let reached = false;
  const timer = setTimeout(() => {
    reached = true;
    void handle.stop();
  }, timeout);
  return { reached: () => reached, clear: () => clearTimeout(timer) };
}

const DRAIN_MS = 500;

async function closeSoon(handle: ProcessHandle): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, DRAIN_MS).unref();
  });
  handle.stdout?.destroy();
  handle.stderr?.destroy();
}

function processOptions({ cwd, env, signal, killGrace }: RunOptions): ProcessOptions {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
    ...(killGrace === undefined ? {} : { killGrace }),
  };
}

function collect(
  handle: ProcessHandle,
  name: 'stdout' | 'stderr',
  tail: Tail,
  onLine: RunOptions['onLine'],
): Promise<void> {
  const stream = handle[name];
  if (stream === undefined) return Promise.resolve();
  const splitter = onLine && new LineSplitter((line) => onLine(line, name));
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      tail.push(chunk);
      splitter?.push(chunk);
    });
    stream.once('close', () => {
      splitter?.end();
      resolve();
    });
  });
}

function feed(handle: ProcessHandle, stdin: RunOptions['stdin']): void {
  if (handle.stdin === undefined) return;
  if (stdin === undefined || typeof stdin === 'string' || stdin instanceof Uint8Array) {
    handle.stdin.end(stdin);
    return;
  }
  stdin.on('error', () => handle.kill());
  stdin.pipe(handle.stdin);
}

function onAbort(
  signal: AbortSignal | undefined,
  exited: Promise<unknown>,
  action: () => void,
): void {
  if (signal === undefined) return;
  if (signal.aborted) {
    action();
    return;
  }
  signal.addEventListener('abort', action, { once: true });
  void exited.then(() => signal.removeEventListener('abort', action));
}

function signalGroup(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isMissing(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return ['ENOENT', 'EACCES', 'ENOTDIR'].includes(code);
}
