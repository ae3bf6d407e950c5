import { text } from 'node:stream/consumers';
import type { Exit, Runner } from '@flightline/core/process';
import type { Channel } from '../channel';
import { type Way, shellChannel } from '../shell';
import { PORT_LINES, type PortLineKind, freeLine } from './agent';
import { PortLine, type PortSockets } from './port-line';
import { Queue } from './queue';
import { Request, type Taker } from './request';
import { type Fallible, standIn } from './stand-in';

/** Root's shell ends what runs, so no line is kept free for that. */
const COMMANDS_AT_ONCE = PORT_LINES.filter((kind) => kind === 'user').length;

export interface PortChannel extends Channel {
  /** Runs shell code as root, in a shell that has the variable `nonce`. One at a time. */
  rootShell(code: string): Promise<Exit & { stdout: string; stderr: string }>;
}

/**
 * A channel over serial ports of a guest in which the agent runs (`startAgent`). It needs no login, and works in a
 * guest that was frozen and thawed. When a line of it falls silent, what runs there is lost, and the commands after it
 * go the way that `otherwise` opens. Raises an Error when nothing listens at one of the sockets.
 */
export async function openPortChannel(
  runner: Runner,
  user: string,
  sockets: readonly PortSockets[],
  otherwise: (giveUp: AbortSignal) => Promise<Way>,
): Promise<PortChannel> {
  const lines = await Promise.all(sockets.map((pair) => PortLine.connect(pair)));
  const linesFor = (wanted: PortLineKind) =>
    new Queue(lines.filter((_line, index) => PORT_LINES[index] === wanted));
  const queues = { shell: linesFor('shell'), root: linesFor('root'), user: linesFor('user') };
  const send = (kind: PortLineKind, code: string): Request => {
    const line = queues[kind].take();
    const taker: Taker = kind === 'shell' ? 'shell' : 'command';
    const request = new Request(code, taker, line, async (shell) => {
      await rootShell(freeLine(shell));
    });
    void Promise.all([line, request.exited]).then(async ([used]) => {
      await request.freed;
      queues[kind].giveBack(used);
    });
    return request;
  };
  const rootShell: PortChannel['rootShell'] = async (code) => {
    const { stdin, stdout, stderr, exited } = send('shell', code);
    stdin.end();
    const said = await Promise.all([text(stdout), text(stderr)]);
    return { ...(await exited), stdout: said[0], stderr: said[1] };
  };
  const ports: Fallible = {
    isSilent: () => lines.some(({ isLost }) => isLost),
    carry: (code) => send('user', code),
    carryAsRoot: (code) => send('root', code),
    rootShell,
    close: () => {
      for (const line of lines) line.close();
      return Promise.resolve();
    },
  };
  const way = standIn(ports, otherwise);
  const options = { name: 'port', runner, user, commandsAtOnce: COMMANDS_AT_ONCE, way };
  return { ...shellChannel(options), rootShell };
}
