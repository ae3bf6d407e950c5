import type { Readable, Writable } from 'node:stream';

/** A command as a list of words. It is never joined to a shell string. */
export type Argv = readonly [command: string, ...args: string[]];

/** What both verbs of the seam take. */
export interface ProcessOptions {
  /** Working folder; the caller's by default. */
  cwd?: string;
  /** Added to the caller's environment; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** When it fires, the process and its whole group get TERM, then KILL after `killGrace`. */
  signal?: AbortSignal;
  /** Time between TERM and KILL, in ms. Default 5000. */
  killGrace?: number;
}

export interface RunOptions extends ProcessOptions {
  /** Time limit in ms; at its end the whole group gets TERM, then KILL. None by default. */
  timeout?: number;
  /** What the process reads. Nothing (end of file at once) by default. */
  stdin?: string | Uint8Array | Readable;
  /** Called with each line, without its line end, as soon as it is complete. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** How many bytes of each stream the result keeps, counted from the end. Default 1 MiB. */
  maxCapture?: number;
}

/** How a process ended. `missing`: it never started, because there is no such command. */
export type Ending = 'exited' | 'signalled' | 'timeout' | 'aborted' | 'missing';

export interface Exit {
  ending: Ending;
  /** Exit status; undefined when a signal ended the process or it never started. */
  exitCode: number | undefined;
  signal: string | undefined;
}

export interface RunResult extends Exit {
  argv: Argv;
  /** The last `maxCapture` bytes as UTF-8, without the final line end. */
  stdout: string;
  stderr: string;
  /** True when a stream was longer than `maxCapture`. */
  truncated: boolean;
  durationMs: number;
}

export interface StartOptions extends ProcessOptions {
  /** `inherit` hands the caller's terminal to the process; `pipe` (default) gives streams. */
  stdio?: 'pipe' | 'inherit';
}

/** A process that runs beside its caller. */
export interface ProcessHandle {
  readonly argv: Argv;
  /** Undefined when the command could not be started; `exited` then says `missing`. */
  readonly pid: number | undefined;
  /** Absent with `stdio: 'inherit'`. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable | undefined;
  readonly stderr: Readable | undefined;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  /** Signals the process's whole group; nothing happens when it is gone. */
  kill(signal?: NodeJS.Signals): void;
  /** TERM, then KILL after `killGrace`; resolves when the process is gone. */
  stop(): Promise<Exit>;
}

/** The only place that starts processes. Neither verb throws for what a process answers. */
export interface Runner {
  /** Runs a command to its end. Piped processes lead a session of their own, so that no child survives a timeout. */
  run(argv: Argv, options?: RunOptions): Promise<RunResult>;
  /** Starts a command and returns at once. */
  start(argv: Argv, options?: StartOptions): ProcessHandle;
}

/** True when the process ended by itself with status 0. */
export function succeeded(exit: Exit): boolean {
  return exit.ending === 'exited' && exit.exitCode === 0;
}

const ENDINGS: Readonly<Record<Ending, (exit: Exit) => string>> = {
  exited: ({ exitCode }) => `ended with exit code ${exitCode}`,
  signalled: ({ signal }) => `was ended by ${signal}`,
  timeout: () => 'ran into its time limit',
  aborted: () => 'was interrupted',
  missing: () => 'is not installed or not on PATH',
};

/** The ending as the second half of a sentence: `'git' ended with exit code 1`. */
export function describeEnding(exit: Exit): string {
  return ENDINGS[exit.ending](exit);
}
