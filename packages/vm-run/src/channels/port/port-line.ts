import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import type { Request } from './request';

/** Where a line of a port is reached at the host: two unix sockets. */
export interface PortSockets {
  /** Requests and input in, what commands write to stderr out. */
  readonly talk: string;
  /** What commands write to stdout. */
  readonly out: string;
}

/** The host's end of one line of a port: it carries one request at a time. */
export class PortLine {
  /** It carries nothing any more. */
  isLost = false;
  private request: Request | undefined;

  private constructor(
    private readonly talk: Socket,
    private readonly out: Socket,
  ) {
    talk.on('data', (chunk) => this.hear('talk', chunk));
    out.on('data', (chunk) => this.hear('out', chunk));
    const ends = [talk, out].map(
      (socket) =>
        new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve)),
    );
    void Promise.race(ends).then(() => this.close());
  }

  /** Raises an Error when nothing listens there. */
  static async connect(sockets: PortSockets): Promise<PortLine> {
    const [talk, out] = await Promise.all([connected(sockets.talk), connected(sockets.out)]);
    return new PortLine(talk, out);
  }

  carry(request: Request): void {
    this.request = request;
    if (this.isLost) request.lose();
  }

  /** Resolves when the bytes are on their way, or never will be. */
  async send(bytes: string | Buffer): Promise<void> {
    await new Promise((resolve) => this.talk.write(bytes, resolve));
  }

  /** Ends it for good; what runs there is lost. */
  close(): void {
    this.isLost = true;
    this.talk.destroy();
    this.out.destroy();
    this.request?.lose();
  }

  private hear(from: 'talk' | 'out', chunk: Buffer): void {
    const { request, out } = this;
    if (request === undefined || request.hear(from, chunk)) return;
    // A guest that prints faster than anybody reads has to wait.
    out.pause();
    void Promise.race([once(request.stdout, 'drain'), once(request.stdout, 'close')]).finally(() =>
      out.resume(),
    );
  }
}

async function connected(path: string): Promise<Socket> {
  const socket = connect(path);
  await once(socket, 'connect');
  return socket;
}
