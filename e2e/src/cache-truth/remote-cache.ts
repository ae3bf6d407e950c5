// A remote cache as Nx specifies it for self-hosting: GET and PUT of /v1/cache/<hash> with a bearer token. It keeps
// entries in memory, where a test can look at them and put others in their place.
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

interface CacheRequest {
  method: string;
  hash: string;
  status: number;
}

export interface RemoteCache {
  readonly url: string;
  /** Gzipped tar archives by task hash. What a test sets here is what the next reader gets. */
  readonly entries: Map<string, Buffer>;
  /** Hashes that a reader does not find though they are stored: another machine has been faster meanwhile. */
  readonly hidden: Set<string>;
  /** Every request so far, in order. */
  readonly requests: CacheRequest[];
  /** The environment that makes nx use this cache. With `read` every PUT is answered 403. */
  env(access: Access): Record<string, string>;
  close(): Promise<void>;
}

export type Access = 'read' | 'write' | 'unknown';

/** Listens on a free port of 127.0.0.1 until closed. */
export async function startRemoteCache(): Promise<RemoteCache> {
  const entries = new Map<string, Buffer>();
  const hidden = new Set<string>();
  const requests: CacheRequest[] = [];
  const tokens = { read: newToken(), write: newToken(), unknown: newToken() };
  const server = createServer((request, response) => {
    void answer(request, { entries, hidden, tokens })
      .catch((): Answer => ({ status: 500 }))
      .then(({ status, body }) => {
        requests.push({ method: request.method ?? '', hash: hashIn(request) ?? '', status });
        send(response, status, body);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    entries,
    hidden,
    requests,
    env: (access) => ({
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: tokens[access],
    }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  status: number;
  body?: Buffer;
}

interface Store {
  entries: Map<string, Buffer>;
  hidden: ReadonlySet<string>;
  tokens: Readonly<Record<Access, string>>;
}

async function answer(
  request: IncomingMessage,
  { entries, hidden, tokens }: Store,
): Promise<Answer> {
  const body = await buffer(request);
  const hash = hashIn(request);
  if (hash === undefined) return { status: 404 };
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  const access = (['read', 'write'] as const).find((name) => tokens[name] === token);
  if (access === undefined) return { status: 401 };
  if (request.method === 'GET') return found(hidden.has(hash) ? undefined : entries.get(hash));
  if (request.method !== 'PUT') return { status: 405 };
  if (access === 'read') return { status: 403 };
  if (entries.has(hash)) return { status: 409 };
  entries.set(hash, body);
  return { status: 200 };
}

const found = (body: Buffer | undefined): Answer =>
  body === undefined ? { status: 404 } : { status: 200, body };

function hashIn({ url = '' }: IncomingMessage): string | undefined {
  return /^\/v1\/cache\/(\w+)$/.exec(url)?.[1];
}

function send(response: ServerResponse, status: number, body: Buffer = Buffer.alloc(0)): void {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': body.length };
  response.writeHead(status, headers).end(body);
}

const newToken = (): string => randomBytes(16).toString('hex');
