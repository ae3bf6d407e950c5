import type { Runner } from '@flightline/core/process';
import type { Channel } from '../channel';
import { shellChannel } from '../shell';
import { PORT_LINES } from './agent';
import { PortLine, type PortSockets } from './port-line';
import { Request } from './request';

/**
 * A channel over serial ports of a guest in which the agent runs (`START_AGENT`). A command is there in a tenth of the
 * time that a login by ssh takes, and works in a guest that was frozen and thawed. Raises an Error when nothing listens
 * at one of the sockets.
 */
export async function openPortChannel(
  runner: Runner,
  sockets: readonly PortSockets[],
): Promise<Channel> {
  const [warden, ...lines] = await Promise.all(sockets.map((pair) => PortLine.connect(pair)));
  if (warden === undefined || lines.length === 0) throw new Error('A port needs two lines.');
  const free = new Queue(lines);
  // One line is kept for what ends the others.
  const ending = new Queue([warden]);
  const carry = (queue: Queue<PortLine>, shellLine: string): Request => {
    const line = queue.take();
    const request = new Request(shellLine, line, async (session) => {
      const end = carry(ending, `kill -KILL -${session}`);
      end.stdin.end();
      end.stdout.resume();
      end.stderr.resume();
      await end.exited;
    });
    void Promise.all([line, request.exited]).then(([used]) => queue.giveBack(used));
    return request;
  };
  return shellChannel({
    name: 'port',
    runner,
    carry: (shellLine) => carry(free, shellLine),
    commandsAtOnce: COMMANDS_AT_ONCE,
    close: () => {
      for (const line of [warden, ...lines]) line.close();
      return Promise.resolve();
    },
  });
}

/** Of the lines one is left for ending commands, and one for ending what hangs at its output. */
const COMMANDS_AT_ONCE = PORT_LINES - 2;

/** Hands each thing to one taker at a time, in the order they came. */
class Queue<T> {
  private readonly waiting: ((thing: T) => void)[] = [];
  private readonly free: T[];

  constructor(things: readonly T[]) {
    this.free = [...things];
  }

  take(): Promise<T> {
    const thing = this.free.shift();
    if (thing !== undefined) return Promise.resolve(thing);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  giveBack(thing: T): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(thing);
    else next(thing);
  }
}
