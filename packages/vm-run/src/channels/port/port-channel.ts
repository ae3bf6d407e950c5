import { text } from 'node:stream/consumers';
import type { Exit, Runner } from '@flightline/core/process';
import type { Channel } from '../channel';
import { type Way, shellChannel } from '../shell';
import { PORT_LINES, freeLine } from './agent';
import { PortLine, type PortSockets } from './port-line';
import { Queue } from './queue';
import { type How, Request } from './request';
import { type Fallible, standIn } from './stand-in';

/** Of the lines one is root's, and one is left for ending commands. */
const COMMANDS_AT_ONCE = PORT_LINES - 2;

export interface PortChannel extends Channel {
  /** Runs shell code as root, in the shell of root's line; `nonce` is a variable of it. Nothing else runs meanwhile. */
  asRoot(code: string): Promise<Exit & { stdout: string; stderr: string }>;
}

/**
 * A channel over serial ports of a guest in which the agent runs (`START_AGENT`). It needs no login, and works in a
 * guest that was frozen and thawed. When a line of it falls silent, what runs there is lost, and the commands after it
 * go the way that `otherwise` opens. Raises an Error when nothing listens at one of the sockets.
 */
export async function openPortChannel(
  runner: Runner,
  sockets: readonly PortSockets[],
  otherwise: (giveUp: AbortSignal) => Promise<Way>,
): Promise<PortChannel> {
  const [root, ...users] = await Promise.all(sockets.map((pair) => PortLine.connect(pair)));
  if (root === undefined || users.length === 0) throw new Error('A port needs two lines.');
  const lines = { self: new Queue([root]), input: new Queue(users) };
  const send = (how: How, code: string): Request => {
    const line = lines[how].take();
    const request = new Request(code, how, line, async (shell) => {
      await asRoot(freeLine(shell));
    });
    void Promise.all([line, request.exited]).then(async ([used]) => {
      await request.freed;
      lines[how].giveBack(used);
    });
    return request;
  };
  const asRoot: PortChannel['asRoot'] = async (code) => {
    const { stdin, stdout, stderr, exited } = send('self', code);
    stdin.end();
    const said = await Promise.all([text(stdout), text(stderr)]);
    return { ...(await exited), stdout: said[0], stderr: said[1] };
  };
  const ports: Fallible = {
    isSilent: () => users.some(({ isLost }) => isLost),
    // The words alone: whoever runs them replaces itself by them anyhow.
    carry: (line) => send('input', line.replace(/^exec /, '')),
    close: () => {
      for (const line of [root, ...users]) line.close();
      return Promise.resolve();
    },
  };
  const way = standIn(ports, otherwise);
  const channel = shellChannel({ name: 'port', runner, commandsAtOnce: COMMANDS_AT_ONCE, ...way });
  return { ...channel, asRoot };
}
