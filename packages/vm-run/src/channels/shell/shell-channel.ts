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
  TransferOptions,
} from '../channel';
import { guestDiskFull } from '../guest-disk-full';
import { NO_INPUT, readSent, sendCommand } from '../tar/send';
import { type Unpacked, unpack } from '../tar/unpack';
import { detached } from './detached';
import { type CarryLine, type GuestCommandOptions, runInGuest } from './guest-command';
import { kept } from './kept';
import { Slots } from './slots';

/** A way into a guest. */
export interface Way {
  /** Each line has to lead a session of its own in the guest. */
  carry: CarryLine;
  /**
   * Waited for before each command, where a way may drop and be made anew; ends early with the command's signal. Never
   * raises.
   */
  ready?: (signal?: AbortSignal) => Promise<void>;
  close: () => Promise<void>;
}

export interface ShellChannelOptions extends Way {
  name: string;
  runner: Runner;
  /** How many commands the way takes at once. */
  commandsAtOnce: number;
}

/** A channel to a guest that stands and takes shell lines. Needs a POSIX shell, Linux's /proc and tar in the guest. */
export function shellChannel(options: ShellChannelOptions): Channel {
  const { name, runner, carry, close, ready } = options;
  const slots = new Slots(options.commandsAtOnce);
  const run: RunInGuest = (argv, command) =>
    slots.use(async () => {
      await ready?.(command?.signal);
      return runInGuest(carry, argv, command);
    });
  return {
    name,
    exec: (argv, command = {}) => run(argv, { ...command, ...leadOf(options, command) }),
    push: (localDir, guestDir, transfer) => push(runner, run, localDir, guestDir, transfer),
    pull: (guestPath, localDir, limits, transfer) =>
      pull(run, guestPath, localDir, limits, transfer),
    close,
  };
}

/** A way that is never made anew needs nothing that outlives it. */
const leadOf = ({ carry, ready }: Way, { detached: isDetached, onDropped }: ExecOptions) =>
  isDetached === true && ready !== undefined
    ? { lead: detached({ carry, ready }, onDropped) }
    : undefined;

type RunInGuest = (argv: Argv, options?: GuestCommandOptions) => Promise<GuestResult>;

const RECEIVE = 'export LC_ALL=C; mkdir -p -- "$1" && exec tar -C "$1" -xf -';

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
  options: TransferOptions = {},
): Promise<void> {
  const packing = runner.start(
    ['tar', '-C', localDir, '--owner=0', '--group=0', '--numeric-owner', '-cf', '-', '.'],
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
    const received = await run(['/bin/sh', '-c', RECEIVE, 'sh', guestDir], {
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

async function pull(
  run: RunInGuest,
  guestPath: string,
  localDir: string,
  limits: PullLimits,
  options: PullOptions = {},
): Promise<PullReport> {
  let unpacked: Unpacked | undefined;
  const sent = await run(sendCommand(guestPath, limits), {
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
