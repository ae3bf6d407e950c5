// The connection to a keeper. A socket and not its stdin: Node closes a child's stdin when the child exits, and what
// was started here is `setsid --fork`, which exits at once.
import { EventEmitter, once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors';
import { type Ending, type Runner, Tail, describeEnding } from '../process';

const KEEPER = join(__dirname, '../../bin/keeper.js');

/** A keeper is up in a tenth of a second; hosts that run many machines are slow. */
const READY_MS = 30_000;
/** Longest time a keeper may take for an order: what resists gets TERM, then KILL. */
const ANSWER_MS = 60_000;

/** What a keeper and the machine need of the environment; task hashes and tokens are no business of theirs. */
const PASSED_ON = /^(PATH|HOME|LANG|TMPDIR|XDG_.*)$/;

interface Answer {
  id: number;
  error?: string;
  [word: string]: unknown;
}

/** What a keeper says unasked; `of` is the name its machine was started by. */
export interface KeeperEvents {
  output: [{ of: string; stream: 'stdout' | 'stderr'; bytes: string }];
  closed: [{ of: string; stream: 'stdout' | 'stderr' }];
  exited: [{ of: string; ending: Ending; exitCode?: number | null; signal?: string | null }];
  /** The keeper is gone, and nobody hung up. */
  lost: [];
}

export interface KeeperLine {
  readonly events: EventEmitter<KeeperEvents>;
  /** Raises KEEPER_LOST when the keeper is gone or does not answer, KEEPER_FAILED with its reason when it refuses. */
  ask(order: string, words?: object): Promise<Readonly<Record<string, unknown>>>;
  /** Closes the connection; the keeper no longer keeps this process up. */
  hangUp(): void;
}

interface Call {
  /** The lease file; its runtime folder gets the socket. */
  file: string;
  runtime: string;
  runner: Runner;
  env: Readonly<Record<string, string | undefined>>;
  /** How long an answer is waited for, in ms; then the keeper counts as lost. */
  answerMs?: number;
}

/** Starts a keeper in a session of its own, outside of this process's tree, and waits for its word. Raises KEEPER_FAILED. */
export async function callKeeper({
  file,
  runtime,
  runner,
  env,
  answerMs = ANSWER_MS,
}: Call): Promise<KeeperLine> {
  const path = join(runtime, 'keeper.sock');
  const server = createServer();
  server.listen(path);
  await once(server, 'listening');
  const keeper = runner.start(['setsid', '--fork', process.execPath, KEEPER, file, path], {
    cwd: '/',
    env: onlyPassedOn({ ...process.env, ...env }),
  });
  const said = new Tail(2048);
  keeper.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  keeper.stdout?.resume();
  const failure = async (): Promise<never> => {
    const exit = await keeper.exited;
    if (exit.ending === 'exited' && exit.exitCode === 0) await closed(keeper.stderr);
    const because =
      exit.ending === 'missing' ? `'setsid' ${describeEnding(exit)}` : said.toString();
    throw keeperFailed(reasonIn(because));
  };
  const patience = new AbortController();
  try {
    return await Promise.race([
      once(server, 'connection').then(([socket]) => greet(socket as Socket, answerMs)),
      failure(),
      sleep(READY_MS, undefined, { signal: patience.signal }).then(() => {
        throw keeperFailed(`it did not say a word within ${READY_MS / 1000} s`);
      }),
    ]);
  } finally {
    patience.abort();
    server.close();
    keeper.stdout?.destroy();
    keeper.stderr?.destroy();
  }
}

/** Resolves when the keeper has written itself into the lease. */
async function greet(socket: Socket, answerMs: number): Promise<KeeperLine> {
  const events = new EventEmitter<KeeperEvents>();
  const waiting = new Map<number, (answer: Answer | undefined) => void>();
  let gone = false;
  let hungUp = false;
  const ready = new Promise<void>((resolve) => {
    const onLine = (line: string) => {
      const { event, ...message } = JSON.parse(line) as Answer & { event?: string };
      if (event === 'ready') resolve();
      else if (event === undefined) waiting.get(message.id)?.(message);
      else events.emit(event as 'output', message as never);
    };
    createInterface({ input: socket }).on('line', onLine);
  });
  // A connection that breaks is no event of its own: that it is closed says all.
  socket.on('error', () => undefined);
  socket.once('close', () => {
    gone = true;
    for (const settle of waiting.values()) settle(undefined);
    if (!hungUp) events.emit('lost');
  });

  let count = 0;
  const ask = async (order: string, words: object = {}) => {
    const id = (count += 1);
    const patience = new AbortController();
    const answer = gone
      ? undefined
      : await Promise.race([
          new Promise<Answer | undefined>((resolve) => {
            waiting.set(id, resolve);
            socket.write(`${JSON.stringify({ ...words, id, do: order })}\n`);
          }),
          sleep(answerMs, undefined, { signal: patience.signal }).catch(() => undefined),
        ]);
    patience.abort();
    waiting.delete(id);
    if (answer === undefined) {
      // A keeper that hangs is gone to us, and so is its machine: whoever waits for that to end waits no longer.
      socket.destroy();
      throw keeperLost();
    }
    if (answer.error !== undefined) throw keeperFailed(answer.error);
    return answer;
  };
  const hangUp = () => {
    hungUp = true;
    socket.destroy();
  };
  await ready;
  return { events, ask, hangUp };
}

function onlyPassedOn(env: Call['env']): Call['env'] {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, PASSED_ON.test(name) ? value : undefined]),
  );
}

/** The line of the error: behind it Node puts a trace and its own version. Without one the last line. */
function reasonIn(said: string): string {
  const lines = said.trim().split('\n');
  return lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? '';
}

async function closed(stream: Readable | undefined): Promise<void> {
  if (stream !== undefined && !stream.closed) await once(stream, 'close');
}

function keeperFailed(because: string): EnvironmentError {
  return new EnvironmentError(
    'KEEPER_FAILED',
    `The keeper of the machine did not do its work: ${because || 'it gave no reason'}.`,
    "It is started by 'setsid', of the package util-linux. See that this is installed, and that the host has memory and processes left.",
  );
}

function keeperLost(): EnvironmentError {
  return new EnvironmentError(
    'KEEPER_LOST',
    'The keeper of the machine is gone or does not answer, and the machine with it.',
    "Look what ended it ('dmesg' names what ran out of memory), then try again.",
  );
}
