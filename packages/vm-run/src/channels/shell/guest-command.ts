// One command in a guest that takes shell code: started, listened to, ended.
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Argv, LineSplitter, type ProcessHandle, Tail } from '@flightline/core/process';
import type { ExecOptions, GuestEnding, GuestResult } from '../channel';
import { kept } from './kept';
import { END_SESSION, MarkReader, marked, markedInBoth } from './marks';
import { type Script, asArgv, codeOf, quoteForShell } from './quote';

/** Shell code on its way through the guest; its streams are the code's. */
export type Carried = Pick<ProcessHandle, 'stdin' | 'stdout' | 'stderr' | 'exited' | 'stop'>;

/** Hands code to a POSIX shell of the guest that leads a session of its own, and stays with it for as long as it runs. */
export type CarryCode = (code: string) => Carried;

/** What it takes to run a command, and to end it. */
export interface Carrier {
  carry: CarryCode;
  /** Runs shell code as root without any program of its own, each of which costs an emulated guest 30 ms. */
  rootShell?: ((code: string) => Promise<unknown>) | undefined;
}

const MAX_CAPTURE_BYTES = 1024 * 1024;

/** After a command ended, how long its output may be silent before nobody waits for what its children might say. */
const QUIET_MS = 1000;

/** How long anybody listens to them when they are never silent; what was under way has arrived by then. */
const LINGER_MS = 10_000;

/** Fifths of a second between TERM and KILL for what runs in a guest. */
const TERM_FIFTHS = 25;

/** For the command that ends a session; an emulated guest may be busy. */
const END_TIMEOUT_MS = 20_000;

export interface GuestCommandOptions extends Omit<
  ExecOptions,
  'stdin' | 'detached' | 'onDropped' | 'asRoot'
> {
  stdin?: string | Uint8Array | Readable;
  /** Carries the command itself, in place of what carries all code; of its streams one may be far behind the other. */
  lead?: CarryCode;
  /** Takes the bytes of stdout in place of the result; resolves when it wants no more. */
  consume?: (stdout: Readable) => Promise<void>;
}

/** Variables that some shells let nobody set, or that mean something to them; bash(1), dash(1). */
const SHELLS_OWN = [
  ...['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'FUNCNAME', 'GROUPS', 'OPTIND', 'PPID', 'SHELLOPTS'],
  'UID',
];

/** A command as shell code that starts no program but the command's, which an emulated guest needs 40 ms for. */
export function commandCode(command: Argv | Script, env: ExecOptions['env'] = {}): string {
  if (SHELLS_OWN.some((name) => name in env)) {
    return quoteForShell(withVariables(asArgv(command), env));
  }
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quoteForShell([value])}`);
  if ('words' in command) {
    const known = variables.map((variable) => `export ${variable}\n`).join('');
    return `(\n${known}${codeOf(command)}\n)`;
  }
  // Else the first word may be a keyword or a function of the shell.
  return [...variables, 'command', quoteForShell(command)].join(' ');
}

/** A command that sees the variables. */
export function withVariables(argv: Argv, env: ExecOptions['env'] = {}): Argv {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return variables.length === 0 ? argv : ['env', ...variables, ...argv];
}

/** Runs a command in the guest to its end, whatever that is. Throws only what `consume` throws. */
export async function runInGuest(
  carrier: Carrier,
  command: Argv | Script,
  options: GuestCommandOptions = {},
): Promise<GuestResult> {
  const startedAt = performance.now();
  const word = randomBytes(12).toString('hex');
  const { env, lead } = options;
  const code = commandCode(command, env);
  const client =
    lead === undefined ? carrier.carry(marked(word, code)) : lead(markedInBoth(word, code));
  const transcript = new Transcript(word, options);
  const output = transcript.listen(client, options.consume);
  feed(client, options.stdin);

  let interruption: 'timeout' | 'aborted' | undefined;
  const watch = watchFor(options);
  try {
    interruption = await Promise.race([
      watch.interruption,
      output.then(() => undefined),
      transcript.quiet.then(() => undefined),
    ]);
    // It has ended: that its time ran out while somebody listened to its children changes nothing.
    if (transcript.hasEnded) interruption = undefined;
    if (interruption !== undefined || options.endSession === true) {
      // What has not begun may still be on its way, and would begin with nobody to end it.
      await inTime(Promise.race([transcript.begun, output]));
      await endSession(carrier, transcript.session);
      // What it says when it is told to end is heard, too.
      await Promise.race([output, sleep(QUIET_MS, undefined, { ref: false })]);
    }
  } finally {
    watch.end();
    await client.stop();
    // What left the session may hold the streams, and nobody is to hear of it after the result.
    client.stdout?.destroy();
    client.stderr?.destroy();
    await output.catch(() => undefined);
  }
  return {
    ...transcript.result(interruption),
    durationMs: Math.round(performance.now() - startedAt),
  };
}

function feed({ stdin }: Carried, input: GuestCommandOptions['stdin']): void {
  if (stdin === undefined) return;
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    stdin.end(input);
  } else {
    input.pipe(stdin);
  }
}

interface Watch {
  /** Resolves when the command has to end; never when it may go on. */
  interruption: Promise<'timeout' | 'aborted'>;
  end(): void;
}

function watchFor({ timeout, signal }: GuestCommandOptions): Watch {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const interruption = new Promise<'timeout' | 'aborted'>((resolve) => {
    onAbort = () => resolve('aborted');
    if (timeout !== undefined) timer = setTimeout(() => resolve('timeout'), timeout);
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  return {
    interruption,
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

async function endSession(
  { carry, rootShell }: Carrier,
  session: number | undefined,
): Promise<void> {
  if (session === undefined) return;
  const code = codeOf({ script: END_SESSION, words: [String(session), String(TERM_FIFTHS)] });
  if (rootShell !== undefined) {
    await inTime(rootShell(code));
    return;
  }
  const ending = carry(code);
  ending.stdin?.end();
  ending.stdout?.resume();
  ending.stderr?.resume();
  await inTime(ending.exited);
  await ending.stop();
}

/** Waits for a guest no longer than one takes to end a session. */
async function inTime(work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const { signal } = patience;
  await Promise.race([work, sleep(END_TIMEOUT_MS, undefined, { signal }).catch(() => undefined)]);
  patience.abort();
}

/** What a command says, and the marks around it. */
class Transcript {
  /** Resolves when the command has begun. */
  readonly begun: Promise<void>;
  private resolveBegun: () => void = () => undefined;
  /** Resolves when the command has ended and its output is silent. */
  readonly quiet: Promise<void>;
  private resolveQuiet: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private patience: number | undefined;
  private readonly stdout: Tail;
  private readonly stderr: Tail;
  private readonly marks: MarkReader;
  /** Of stdout; undefined where the marks of stderr stand for both. */
  private readonly outMarks: MarkReader | undefined;
  private readonly lines: Record<'stdout' | 'stderr', LineSplitter>;

  constructor(word: string, { maxCapture = MAX_CAPTURE_BYTES, onLine, lead }: GuestCommandOptions) {
    this.stdout = new Tail(maxCapture);
    this.stderr = new Tail(maxCapture);
    this.lines = {
      stdout: new LineSplitter((line) => onLine?.(line, 'stdout')),
      stderr: new LineSplitter((line) => onLine?.(line, 'stderr')),
    };
    this.marks = new MarkReader(word, (chunk) => this.keep('stderr', chunk));
    this.outMarks = lead && new MarkReader(word, (chunk) => this.keep('stdout', chunk));
    this.begun = new Promise((resolve) => (this.resolveBegun = resolve));
    this.quiet = new Promise((resolve) => (this.resolveQuiet = resolve));
  }

  get session(): number | undefined {
    return this.marks.session;
  }

  get hasEnded(): boolean {
    const { marks, outMarks = marks } = this;
    return marks.status !== undefined && outMarks.status !== undefined;
  }

  private hearMarks(chunk: Buffer): void {
    this.marks.push(chunk);
    if (this.session !== undefined) this.resolveBegun();
  }

  private keep(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream].push(chunk);
    this.lines[stream].push(chunk);
  }

  /** Resolves when both streams have ended. */
  async listen(client: Carried, consume: GuestCommandOptions['consume']): Promise<void> {
    await Promise.all([
      consume === undefined
        ? this.hear(client.stdout, (chunk) =>
            this.outMarks === undefined ? this.keep('stdout', chunk) : this.outMarks.push(chunk),
          )
        : client.stdout && consume(kept(client.stdout)),
      this.hear(client.stderr, (chunk) => this.hearMarks(chunk), consume === undefined),
    ]);
    await client.exited;
  }

  private async hear(
    stream: Readable | undefined,
    take: (chunk: Buffer) => void,
    mayLinger = true,
  ): Promise<void> {
    if (stream === undefined) return;
    stream.on('data', (chunk: Buffer) => {
      take(chunk);
      if (mayLinger && this.hasEnded) this.waitForQuiet();
    });
    // A stream that breaks has ended too; the marks say whether the command had.
    await finished(stream).catch(() => undefined);
  }

  private waitForQuiet(): void {
    clearTimeout(this.timer);
    this.patience ??= performance.now() + LINGER_MS;
    // A timer that each chunk sets anew would never fire in a flood.
    if (performance.now() > this.patience) this.resolveQuiet();
    else this.timer = setTimeout(this.resolveQuiet, QUIET_MS);
  }

  result(interruption: GuestEnding | undefined): Omit<GuestResult, 'durationMs'> {
    clearTimeout(this.timer);
    this.marks.end();
    this.outMarks?.end();
    this.lines.stdout.end();
    this.lines.stderr.end();
    const { status } = this.marks;
    const [stdout, stderr] = [this.stdout.toString(), this.stderr.toString()];
    const truncated = this.stdout.truncated || this.stderr.truncated;
    return {
      ending: interruption ?? (status === undefined ? 'lost' : 'exited'),
      exitCode: interruption === undefined ? status : undefined,
      stdout,
      stderr,
      truncated,
    };
  }
}
