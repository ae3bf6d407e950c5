// One ssh process holds the connection; commands and files go through it, each in a tenth of the time that a
// connection of its own would take.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '@flightline/core/errors';
import { type ProcessHandle, type Runner, Tail } from '@flightline/core/process';
import {
  CONTROL_PATH_LIMIT,
  HOST_KEY_ALIAS,
  type SshSettings,
  controlPath,
  knownHostsPath,
  masterCommand,
} from './ssh-options';

/** For one attempt of ssh to log in, in seconds; a busy emulated guest needs several. */
const LOGIN_TIMEOUT_S = 60;

/** How long one connection waits for the guest's greeting, and how long to pause between two, in ms. */
const GREETING_TIMEOUT_MS = 3000;
const PAUSE_MS = 200;

/** How often to look whether the connection stands, in ms. */
const LOOK_MS = 20;

/** What no later attempt will change, by what ssh says. */
const FINAL: readonly (readonly [said: RegExp, meaning: string])[] = [
  [
    /REMOTE HOST IDENTIFICATION|Host key verification failed/,
    'it shows another host key than the one it was given',
  ],
  [/Permission denied/, 'it does not take the key of this run'],
  [
    /Bad configuration|no such identity|UNPROTECTED PRIVATE KEY|command-line/i,
    'ssh cannot be used like this here',
  ],
];

export interface Connection {
  /** False when it has died. */
  stands(): boolean;
  /** Removes what the connection left in the runtime folder. */
  close(): Promise<void>;
}

/**
 * Waits until the guest's sshd greets, logs in, and tries again for as long as the guest may still be booting.
 * Ends with the signal's reason when that fires. Raises CHANNEL_FAILED for a refusal that will not change, and
 * TOOL_MISSING without ssh.
 */
export async function connect(
  runner: Runner,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<Connection> {
  const path = controlPath(settings);
  if (Buffer.byteLength(path) > CONTROL_PATH_LIMIT) {
    throw new Error(`The path of the control socket is too long: ${path}`);
  }
  writeKnownHost(settings);
  for (;;) {
    await greeting(settings, signal);
    const connection = await logIn(runner, settings, signal);
    if (connection !== undefined) return connection;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

/** Notes whom whoever connects has to meet. */
export function writeKnownHost(settings: SshSettings): void {
  writeFileSync(knownHostsPath(settings), `${HOST_KEY_ALIAS} ${settings.hostKey.trim()}\n`);
}

/** Resolves when something on the port says `SSH-`: RFC 4253, section 4.2. */
async function greeting({ host, port }: SshSettings, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await greets(host, port, signal)) return;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

function greets(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port });
    const giveUp = () => socket.destroy();
    // A socket that listens to the signal by itself would leave its listener there, attempt after attempt.
    signal.addEventListener('abort', giveUp, { once: true });
    socket.setTimeout(GREETING_TIMEOUT_MS, giveUp);
    socket.once('data', (chunk: Buffer) => {
      resolve(chunk.toString('latin1').startsWith('SSH-'));
      giveUp();
    });
    // It may be refused, reset, silent or given up; all of that means: not yet.
    socket.once('error', giveUp);
    socket.once('close', () => {
      signal.removeEventListener('abort', giveUp);
      resolve(false);
    });
  });
}

async function logIn(
  runner: Runner,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<Connection | undefined> {
  const path = controlPath(settings);
  rmSync(path, { force: true });
  const master = runner.start(masterCommand(settings, LOGIN_TIMEOUT_S));
  const said = new Tail(4096);
  master.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  master.stdin?.end();
  const close = async () => {
    await master.stop();
    rmSync(path, { force: true });
  };
  let ended = false;
  void master.exited.then(() => (ended = true));
  try {
    if (await loggedIn(path, master, signal)) {
      // ssh removes its socket before it goes, unless it is killed.
      return { stands: () => !ended && existsSync(path), close };
    }
  } catch (error) {
    await close();
    throw error;
  }
  const { ending } = await master.exited;
  rejectFinal(ending === 'missing', said.toString(), settings);
  return undefined;
}

/** ssh makes the socket when it has logged in, not before. */
async function loggedIn(
  path: string,
  master: ProcessHandle,
  signal: AbortSignal,
): Promise<boolean> {
  const ended = master.exited.then(() => true);
  while (!existsSync(path)) {
    if (await Promise.race([ended, sleep(LOOK_MS, false, { signal })])) return false;
  }
  return true;
}

function rejectFinal(missing: boolean, said: string, { user, host, port }: SshSettings): void {
  if (missing) {
    throw new EnvironmentError(
      'TOOL_MISSING',
      `'ssh' is not installed or not on PATH.`,
      'Install it with: sudo apt-get install openssh-client',
    );
  }
  const meaning = FINAL.find(([pattern]) => pattern.test(said))?.[1];
  if (meaning !== undefined) {
    throw new EnvironmentError(
      'CHANNEL_FAILED',
      `'${user}@${host}:${port}' cannot be logged in to: ${meaning}. ssh said: ${said.trim().split('\n').at(-1) ?? ''}`,
      'The image has to take user, key and host key from the host at boot; look at its console log.',
    );
  }
}
