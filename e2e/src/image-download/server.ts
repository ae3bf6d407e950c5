// A server of files on 127.0.0.1 that can be told to misbehave.
import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** Answers instead of the server; false when it does not care for this request. */
export type Fault = (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean;

export class FileServer {
  /** Each request so far, e.g. `GET /disk.img 100-`. */
  readonly log: string[] = [];
  private readonly files = new Map<string, Buffer>();
  private readonly faults = new Map<string, Fault[]>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.answer(request, response),
    );
    // As a proxy: whatever host is asked for, it is this one.
    server.on('connect', (request, socket) => {
      this.log.push(`CONNECT ${request.url ?? ''}`);
      const through = connect({ host: '127.0.0.1', port: Number(new URL(url).port) }, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      for (const end of [socket, through]) end.on('error', () => through.destroy());
    });
  }

  static async start(): Promise<FileServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new FileServer(server, `http://127.0.0.1:${port}`);
  }

  /** Puts a file; each fault answers one request for it, in their order. */
  put(name: string, body: Buffer | string, ...faults: Fault[]): string {
    this.files.set(`/${name}`, Buffer.from(body));
    this.faults.set(`/${name}`, faults);
    return `${this.url}/${name}`;
  }

  requests(name: string): string[] {
    return this.log.filter((line) => line.split(' ')[1] === `/${name}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '', this.url).pathname;
    const { range = '' } = request.headers;
    this.log.push(`${request.method} ${path} ${range.replace('bytes=', '')}`.trim());
    const body = this.files.get(path);
    if (body === undefined) return void response.writeHead(404).end('not here');
    const fault = this.faults.get(path)?.shift();
    if (fault?.(request, response, body) !== true) serve(request, response, body);
  }
}

/** As a good server does: ETag, If-Range, 206 and 416. */
function serve(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const headers = { etag, 'accept-ranges': 'bytes' };
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
  const ifRange = request.headers['if-range'] ?? etag;
  if (from < 0 || ifRange !== etag) {
    response.writeHead(200, { ...headers, 'content-length': body.length });
    return void response.end(request.method === 'HEAD' ? undefined : body);
  }
  if (from >= body.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
  }
  const contentRange = `bytes ${from}-${body.length - 1}/${body.length}`;
  response.writeHead(206, { ...headers, 'content-range': contentRange });
  response.end(body.subarray(from));
}

/** What a server, or something on the way, does wrong once. */
export const faults = {
  /** Half of the file, then the end of the connection. */
  cut: ((_request, response, body) => {
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    response.writeHead(200, { etag, 'content-length': body.length });
    response.write(body.subarray(0, body.length / 2), () => response.socket?.end());
    return true;
  }) satisfies Fault,
  /** Answers without any header that tells one version from another. */
  nameless: ((_request, response, body) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.subarray(0, body.length / 2), () => response.socket?.end());
    return true;
  }) satisfies Fault,
  /** Half of the file under the tag that the rest of another file will have. */
  halfOf:
    (other: Buffer): Fault =>
    (_request, response, body) => {
      const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
      response.writeHead(200, { etag, 'content-length': body.length });
      response.write(other.subarray(0, body.length / 2), () => response.socket?.end());
      return true;
    },
  instead:
    (other: Buffer | string, headers = {}): Fault =>
    (_request, response) => {
      response.writeHead(200, headers).end(other);
      return true;
    },
  status:
    (status: number, headers = {}): Fault =>
    (_request, response) => {
      response.writeHead(status, headers).end();
      return true;
    },
  silent: (() => true) satisfies Fault,
  reset: ((request) => {
    request.socket.resetAndDestroy();
    return true;
  }) satisfies Fault,
};
