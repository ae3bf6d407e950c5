import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { Argv, Exit, ProcessHandle } from '../process';
import type { KeeperEvents, KeeperLine } from './keeper-line';

/** What the kernel does to the machine when its keeper dies. */
const WITHOUT_KEEPER: Exit = { ending: 'signalled', exitCode: undefined, signal: 'SIGKILL' };

/** Starts the machine of a keeper; its streams are fed with what the keeper relays. */
export async function startMachine(
  line: KeeperLine,
  argv: Argv,
  killGrace: number,
): Promise<ProcessHandle> {
  const { events } = line;
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const name = randomUUID();
  let running = true;
  const exited = new Promise<Exit>((resolve) => {
    const listeners = {
      output: ({ of, stream, bytes }: KeeperEvents['output'][0]) => {
        if (of === name) streams[stream].write(Buffer.from(bytes, 'base64'));
      },
      closed: ({ of, stream }: KeeperEvents['closed'][0]) => {
        if (of !== name) return;
        streams[stream].end();
        if (streams.stdout.writableEnded && streams.stderr.writableEnded) forget();
      },
      exited: ({ of, ending, exitCode, signal }: KeeperEvents['exited'][0]) => {
        if (of !== name) return;
        running = false;
        resolve({ ending, exitCode: exitCode ?? undefined, signal: signal ?? undefined });
      },
      lost: () => {
        running = false;
        for (const stream of Object.values(streams)) stream.end();
        forget();
        resolve(WITHOUT_KEEPER);
      },
    };
    const forget = () => {
      events.off('output', listeners.output).off('closed', listeners.closed);
    };
    // All before the start, since a machine may have said and done all before the keeper's answer is here.
    events.on('output', listeners.output).on('closed', listeners.closed);
    events.on('exited', listeners.exited).once('lost', listeners.lost);
  });
  // Without a keeper there is no machine any more to signal; `exited` says so.
  const order = async (word: string, words?: object) => {
    if (running) await line.ask(word, words).catch(() => undefined);
  };

  const { pid } = await line.ask('start', { of: name, argv, killGrace });
  return {
    argv,
    pid: typeof pid === 'number' ? pid : undefined,
    stdin: undefined,
    ...streams,
    exited,
    kill: (signal = 'SIGTERM') => void order('kill', { signal }),
    stop: async () => {
      await order('stop');
      return await exited;
    },
  };
}
