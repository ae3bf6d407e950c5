import type { Argv } from '@flightline/core/process';
import type { Redaction } from '@flightline/core/redaction';
import type { Script } from './shell/quote';

/** How a command in a guest ended. `lost`: the connection died, so nobody knows what became of the command. */
export type GuestEnding = 'exited' | 'timeout' | 'aborted' | 'lost';

export interface GuestResult {
  ending: GuestEnding;
  /** The command's own status (128 + n when signal n ended it); undefined unless `ending` is `exited`. */
  exitCode: number | undefined;
  /** The last `maxCapture` bytes as UTF-8, without the final line end. */
  stdout: string;
  stderr: string;
  /** True when a stream was longer than `maxCapture`. */
  truncated: boolean;
  durationMs: number;
}

export interface ExecOptions {
  /** Variables the command sees besides those of a login; names must be valid for a shell. */
  env?: Readonly<Record<string, string>>;
  /** Time limit in ms. At its end every process of the command's session in the guest gets TERM, then KILL. */
  timeout?: number;
  /** When it fires, the command is ended as at its time limit. */
  signal?: AbortSignal;
  /**
   * When the command has ended, what still runs in its session in the guest gets TERM, then KILL. It goes on by
   * default, and is listened to until it is silent, for 10 s at most.
   */
  endSession?: boolean;
  /**
   * Where the channel's connection may drop, the command goes on when it does, and is listened to again from the byte that
   * was heard last. It is `lost` only when the connection does not come back within the channel's time of grace. Reads
   * nothing.
   */
  detached?: boolean;
  /** Called each time that the connection of a detached command has dropped. */
  onDropped?: () => void;
  /**
   * As root: over a way of root's own where the channel has one, else by `sudo`, which must not ask for a password. `env`
   * reaches the command either way.
   */
  asRoot?: boolean;
  /** What the command reads. Nothing (end of file at once) by default. */
  stdin?: string | Uint8Array;
  /** Called with each line, without its line end, as soon as it is complete. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** How many bytes of each stream the result keeps, counted from the end. Default 1 MiB. */
  maxCapture?: number;
}

interface TransferOptions {
  /** Time limit in ms; none by default. */
  timeout?: number;
  signal?: AbortSignal;
}

export interface PushOptions extends TransferOptions {
  /** Which files and folders of the folder; all by default. A path that ends in `/.` may lead through a link. */
  paths?: readonly string[];
}

/** What a pull may bring home at most. */
export interface PullLimits {
  /** Sum of the bytes of all files. */
  maxBytes: number;
  /** Files and folders together. */
  maxFiles: number;
}

/** Something a guest sent and the host did not take as it was. */
export interface Refusal {
  /** The name the guest gave, control characters escaped. */
  path: string;
  /** A whole sentence. */
  because: string;
}

export interface PullReport {
  /** False when the guest has no such path; then nothing was written. */
  found: boolean;
  /** True when the guest's stream came to its regular end, within the limits. */
  complete: boolean;
  /** Why it is not complete; a whole sentence. */
  because?: string;
  files: number;
  bytes: number;
  refused: readonly Refusal[];
  /** Names, as the guest gave them, of what was written to or removed while it was read; left out when nothing was. */
  changed?: readonly string[];
}

export interface PullOptions extends TransferOptions {
  /** Keeps secrets out of the text that is brought home. */
  redaction?: Redaction;
}

/** How commands and files reach a machine. One channel serves many commands at the same time. */
export interface Channel {
  readonly name: string;
  /**
   * Runs a command as the machine's user. What a command answers is never thrown.
   * The words arrive in the guest as they are; no shell of the guest looks into them. A script is run by a POSIX shell
   * that is there anyway.
   */
  exec(command: Argv | Script, options?: ExecOptions): Promise<GuestResult>;
  /**
   * Puts the content of a local folder into a folder of the guest, which is made when it does not exist.
   * Raises CHANNEL_FAILED when not everything arrived, and DISK_FULL when the guest has no room.
   */
  push(localDir: string, guestDir: string, options?: PushOptions): Promise<void>;
  /**
   * Brings a guest's folder (its content) or file home into a local folder, which is made when it does not exist;
   * what stands there is not written over. The guest is not trusted: nothing is written outside `localDir`, and of a file only bytes and exec bit are
   * taken. What was refused, and a stream that broke, stand in the report; nothing of this is thrown.
   */
  pull(
    guestPath: string,
    localDir: string,
    limits: PullLimits,
    options?: PullOptions,
  ): Promise<PullReport>;
  /** Ends the connection; may be called more than once. */
  close(): Promise<void>;
}
