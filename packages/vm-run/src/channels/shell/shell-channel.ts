import type { Readable } from 'node:stream';
import { EnvironmentError } from '@flightline/core/errors';
import {
  type Argv,
  type Exit,
  type Runner,
  describeEnding,
  succeeded,
} from '@flightline/core/process';
import type {
  Channel,
  ExecOptions,
  GuestResult,
  PullLimits,
  PullOptions,
  PullReport,
  PushOptions,
} from '../channel';
import { guestDiskFull } from '../guest-disk-full';
import { NO_INPUT, packScript, readSent, sendScript } from '../tar/send';
import { type Unpacked, unpack } from '../tar/unpack';
import { detached } from './detached';
import {
  type Carrier,
  type CarryCode,
  type GuestCommandOptions,
  runInGuest,
  withVariables,
} from './guest-command';
import { kept } from './kept';
import { type Script, asArgv } from './quote';
import { Slots } from './slots';

/** A way into a guest. */
export interface Way extends Carrier {
  readonly carry: CarryCode;
  /** The same as root; without it, root's commands take `sudo`. */
  readonly carryAsRoot?: CarryCode | undefined;
  /** It may drop and be made anew while what runs in the guest goes on. */
  readonly mayDrop?: boolean;
  /** Waited for before each command; ends early with the command's signal. Never raises. */
  ready?: (signal?: AbortSignal) => Promise<void>;
  close: () => Promise<void>;
}

export interface ShellChannelOptions {
  name: string;
  runner: Runner;
  /** Whom the way takes commands to. */
  user: string;
  /** How many commands the way takes at once. */
  commandsAtOnce: number;
  /** It may change what it has from one command to the next. */
  way: Way;
}

/** A channel to a guest that stands and takes shell code. Needs a POSIX shell, Linux's /proc and tar in the guest. */
export function shellChannel(options: ShellChannelOptions): Channel {
  const { name, runner, user, way } = options;
  const slots = new Slots(options.commandsAtOnce);
  const rootCarry = () => way.carryAsRoot ?? (user === 'root' ? way.carry : undefined);
  const run: RunInGuest = (commandFor, command) =>
    slots.use(async () => {
      await way.ready?.(command?.signal);
      const { what, carry = way.carry, ...more } = commandFor(rootCarry());
      return runInGuest({ carry, rootShell: way.rootShell }, what, { ...command, ...more });
    });
  return {
    name,
    exec: (what, { asRoot = false, detached: isDetached, onDropped, ...command } = {}) =>
      run(
        (carry) => ({
          ...(asRoot ? rootCommand(what, carry, command.env) : { what }),
          ...(isDetached === true && way.mayDrop === true && { lead: detached(way, onDropped) }),
        }),
        command,
      ),
    push: (localDir, guestDir, transfer) => push(runner, run, localDir, guestDir, transfer),
    pull: (guestPath, localDir, limits, transfer) =>
      pull(run, guestPath, localDir, limits, transfer),
    close: () => way.close(),
  };
}

/** A command, and what differs for it from the others of its channel. */
interface Command extends Pick<GuestCommandOptions, 'lead' | 'env'> {
  what: Argv | Script;
  carry?: CarryCode;
}

/** Runs what is wanted when its turn has come; `carry` is root's, where root needs no `sudo`. */
type RunInGuest = (
  commandFor: (carry: CarryCode | undefined) => Command,
  options?: GuestCommandOptions,
) => Promise<GuestResult>;

/** sudo keeps none of the variables, so they go behind it. */
const rootCommand = (
  what: Argv | Script,
  carry: CarryCode | undefined,
  env: ExecOptions['env'],
): Command =>
  carry === undefined
    ? { what: ['sudo', '-n', ...withVariables(asArgv(what), env)], env: {} }
    : { what, carry };

const RECEIVE = 'export LC_ALL=C; [ -d "$1" ] || mkdir -p -- "$1" && exec tar -C "$1" -xf -';

/** A packer that has not ended has not failed. */
const STILL_PACKING: Promise<Exit> = Promise.resolve({
  ending: 'exited',
  exitCode: 0,
  signal: undefined,
});

async function push(
  runner: Runner,
  run: RunInGuest,
  localDir: string,
  guestDir: string,
  { paths = ['.'], ...options }: PushOptions = {},
): Promise<void> {
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const packing = runner.start(
    ['tar', '-C', localDir, ...owner, '-cf', '-', '--', ...paths],
    options.signal === undefined ? {} : { signal: options.signal },
  );
  const complaint = text(packing.stderr);
  const rejectUnpacked = (packed: Exit) => {
    if (succeeded(packed)) return;
    throw new EnvironmentError(
      'TOOL_FAILED',
      `'tar' ${describeEnding(packed)} while it read '${localDir}'. ${complaint()}`.trim(),
      'Look whether its files can be read, and whether something is still writing there.',
    );
  };
  try {
    const stdout = packing.stdout && kept(packing.stdout);
    const receive = { script: RECEIVE, words: [guestDir] };
    const received = await run(() => ({ what: receive }), {
      ...options,
      ...(stdout === undefined ? {} : { stdin: stdout }),
    });
    options.signal?.throwIfAborted();
    // What could not be read here looks to the guest like a bad archive: the first cause is the one to name.
    if (received.ending === 'exited' && received.exitCode !== 0) {
      rejectUnpacked(await Promise.race([packing.exited, STILL_PACKING]));
    }
    rejectUnreceived(received, guestDir);
    rejectUnpacked(await packing.exited);
  } finally {
    await packing.stop();
  }
}

function text(stream: Readable | undefined): () => string {
  let said = '';
  stream?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
  return () => said.trim();
}

const ENDINGS: Readonly<Record<GuestResult['ending'], (result: GuestResult) => string>> = {
  exited: ({ exitCode, stderr }) =>
    `tar in the guest ended with exit code ${exitCode}: ${stderr.slice(-500)}`,
  timeout: () => 'it ran into its time limit',
  aborted: () => 'it was interrupted',
  lost: ({ stderr }) =>
    `the connection to the guest was lost (${stderr.slice(-200) || 'without a word'})`,
};

function rejectUnreceived(result: GuestResult, guestDir: string): void {
  if (result.ending === 'exited' && result.exitCode === 0) return;
  const full = guestDiskFull(guestDir, result.stderr);
  if (full !== undefined) throw full;
  const because = ENDINGS[result.ending](result);
  throw new EnvironmentError(
    'CHANNEL_FAILED',
    `Files did not reach '${guestDir}' in the guest: ${because}.`,
    'Look at the console log of the box, and at its time limits.',
  );
}

/** What comes home may be readable for root only. */
const send = (pack: Script, carry: CarryCode | undefined): Command =>
  carry === undefined ? { what: sendScript(pack) } : { what: pack, carry };

async function pull(
  run: RunInGuest,
  guestPath: string,
  localDir: string,
  limits: PullLimits,
  options: PullOptions = {},
): Promise<PullReport> {
  let unpacked: Unpacked | undefined;
  const sent = await run((carry) => send(packScript(guestPath, limits), carry), {
    ...options,
    consume: async (stdout) => {
      unpacked = await unpack(stdout, localDir, limits, options);
    },
  });
  return report(sent, limits, unpacked);
}

const NOTHING = { complete: false, files: 0, bytes: 0, refused: [] } as const;

/** A stream that was cut at the right place looks whole; only the guest's tar knows that it came to its end. */
function report(sent: GuestResult, limits: PullLimits, unpacked: Unpacked = NOTHING): PullReport {
  if (sent.ending === 'exited' && sent.exitCode === NO_INPUT && unpacked.files === 0) {
    return { ...NOTHING, found: false, because: 'The guest has no such path.' };
  }
  const { whole, changed, refused } = readSent(sent, limits);
  const obstacles: readonly (string | false | undefined)[] = [
    unpacked.because,
    !whole && `Not everything came home: ${ENDINGS[sent.ending](sent)}.`,
    refused.length > 0 &&
      `The guest has files of more than ${limits.maxBytes} bytes; they were left there.`,
  ];
  const because = obstacles.find((obstacle) => typeof obstacle === 'string');
  return {
    ...unpacked,
    found: true,
    complete: because === undefined,
    ...(because && { because }),
    refused: [...unpacked.refused, ...refused],
    ...(changed.length > 0 && { changed }),
  };
}
