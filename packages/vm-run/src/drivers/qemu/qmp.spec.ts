import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@flightline/core/testing';
import { type Qmp, type QmpEvent, connectQmp, forwardedPort, processorState } from './qmp';

interface Request {
  execute: string;
  id: number;
}

/** A QEMU that speaks by a script: what it writes on each command. */
function fakeQemu(
  path: string,
  answer: (request: Request, socket: Socket) => void,
): Promise<Server> {
  const server = createServer((socket) => {
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().trim().split('\n'))
        answer(JSON.parse(line) as Request, socket);
    });
  });
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

describe('connectQmp', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: Server;
  let qmp: Qmp | undefined;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(async () => {
    qmp?.close();
    await new Promise((resolve) => server.close(resolve));
    folder.remove();
  });

  const connect = async (
    answer: Parameters<typeof fakeQemu>[1],
    onEvent?: (event: QmpEvent) => void,
  ) => {
    const path = join(folder.path, 'qmp');
    server = await fakeQemu(path, answer);
    qmp = await connectQmp(path, onEvent);
    return qmp;
  };

  it('waits for the greeting of one that hangs no longer than it is told to', async () => {
    const path = join(folder.path, 'qmp');
    const patience = new AbortController();
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      patience.abort();
    }).listen(path);
    await once(server, 'listening');
    await expect(connectQmp(path, undefined, patience.signal)).rejects.toThrow('closed');
  });

  it('gives each command its own answer, whatever their order, and hands on events', async () => {
    const events: string[] = [];
    const held: string[] = [];
    const client = await connect(
      ({ execute, id }, socket) => {
        const answer = JSON.stringify({ return: execute, id });
        if (execute === 'first') held.push(answer);
        else
          socket.write(
            `{"event": "RESUME"}\r\n${answer}\r\n${held.splice(0).join('')}\r\n`.replace(
              /\r\n\r\n$/,
              '\r\n',
            ),
          );
      },
      ({ event }) => events.push(event),
    );
    expect(await Promise.all([client.execute('first'), client.execute('second')])).toEqual([
      'first',
      'second',
    ]);
    expect(events).toEqual(['RESUME', 'RESUME']);
  });

  it('raises what QEMU refuses', async () => {
    const client = await connect(({ execute, id }, socket) =>
      socket.write(
        execute === 'quit'
          ? `{"error": {"class": "GenericError", "desc": "not now"}, "id": ${id}}\n`
          : `{"return": {}, "id": ${id}}\n`,
      ),
    );
    await expect(client.execute('quit')).rejects.toThrow("QEMU refused 'quit': not now");
  });

  it('does not wait for a QEMU that is gone', async () => {
    const client = await connect(({ execute, id }, socket) =>
      execute === 'quit' ? socket.destroy() : socket.write(`{"return": {}, "id": ${id}}\n`),
    );
    await expect(client.execute('quit')).rejects.toThrow('closed its control socket');
    await expect(client.execute('quit')).rejects.toThrow('gone');
  });
});

it('raises an error when nobody listens', async () => {
  await expect(connectQmp('/nonexistent/qmp')).rejects.toThrow('ENOENT');
});

const HEAD = `VLAN -1 (net):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r\n`;

it.each([
  [
    'the forward',
    `${HEAD}  TCP[HOST_FORWARD]  13       127.0.0.1 37137       10.0.2.15    22     0     0\r\n`,
    37137,
  ],
  [
    'another forward first',
    `${HEAD}  TCP[ESTABLISHED] 20 127.0.0.1 37137 10.0.2.15 22 0 0\r\n  TCP[HOST_FORWARD]  13  127.0.0.1 40000  10.0.2.15  2222  0 0\r\n  TCP[HOST_FORWARD]  14  127.0.0.1 40001  10.0.2.15  22  0 0\r\n`,
    40001,
  ],
  ['none', HEAD, undefined],
])('reads %s from `info usernet`', (_name, text, port) => expect(forwardedPort(text)).toBe(port));

it.each([
  [
    'RIP=ffffffff81e0 RFL=00000246 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=1',
    'halted at RIP=ffffffff81e0',
  ],
  ['EIP=000fd0a2 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0', 'at EIP=000fd0a2'],
  ['', 'at a place that QEMU does not tell'],
])('reads %j from `info registers`', (registers, state) =>
  expect(processorState(`\r\nCPU#0\r\nRAX=0\r\n${registers}\r\n`)).toBe(state),
);
