// Requests of one fetch. Redirects are followed here, because the way an image took decides whether it is believed.
import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent, request } from 'undici';
import type { ImageContext } from '../image';
import { Passing, unavailable, unreachable } from './failures';
import type { Limits } from './limits';
import { mirrored } from './mirrors';

export interface Answer {
  status: number;
  /** A header by its name in small letters; of one that comes twice, the first. */
  header: (name: string) => string | undefined;
  body: Readable;
  /** Where it came from in the end. */
  url: string;
  /** True when no step of the way could be altered by somebody else: https, or this host. */
  secure: boolean;
}

type Request = { method?: 'GET' | 'HEAD'; headers?: Record<string, string> };

export interface Client {
  /**
   * One attempt. Raises Passing for what may be better soon, IMAGE_UNAVAILABLE for a refusal, IMAGE_UNREACHABLE
   * for a server that cannot be trusted or sends in circles.
   */
  ask(url: string, options?: Request): Promise<Answer>;
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 10;
/** 416 is an answer too: it says how long the file is. */
const ANSWERS = [200, 206, 416];
const PASSING = [408, 425, 429, 500, 502, 503, 504];
const LONGEST_WAIT_MS = 60_000;

/** TLS that fails does so again. */
const DISTRUST = /CERT|SELF_SIGNED|UNABLE_TO_|TLS_|ERR_SSL/;

/** Lends a client that uses the proxies of the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
export async function withClient<T>(
  { env, signal }: Pick<ImageContext, 'env' | 'signal'>,
  { idleMs }: Limits,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const proxy = (name: string) => env[name] ?? env[name.toUpperCase()] ?? '';
  const agent = new EnvHttpProxyAgent({
    httpProxy: proxy('http_proxy'),
    httpsProxy: proxy('https_proxy'),
    noProxy: proxy('no_proxy'),
    connect: { timeout: idleMs },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
  });
  const once = async (url: string, options: Request): Promise<Answer> => {
    try {
      const answer = await request(url, { dispatcher: agent, signal, ...options });
      // A body that breaks after its reader has gone concerns nobody.
      answer.body.on('error', () => undefined);
      const header = (name: string) => [answer.headers[name]].flat()[0];
      return { status: answer.statusCode, header, body: answer.body, url, secure: isSecure(url) };
    } catch (error) {
      signal.throwIfAborted();
      throw explain(url, error);
    }
  };
  try {
    return await use({
      ask: async (wanted, options = {}) => {
        let [url, secure] = [mirrored(wanted, env), true];
        for (let step = 0; step <= MOST_REDIRECTS; step += 1) {
          const answer = await once(url, options);
          secure &&= answer.secure;
          if (!REDIRECTS.includes(answer.status)) return accept({ ...answer, secure });
          answer.body.destroy();
          url = follow(url, answer.header('location'));
        }
        throw unreachable(url, `it redirects more than ${MOST_REDIRECTS} times`);
      },
    });
  } finally {
    await agent.destroy();
  }
}

/** Whether nobody between here and the server can alter what it says. */
export function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function accept(answer: Answer): Answer {
  const { status, url } = answer;
  if (ANSWERS.includes(status)) return answer;
  answer.body.destroy();
  if (!PASSING.includes(status)) throw unavailable(url, `${status}`);
  const seconds = Number(answer.header('retry-after'));
  const afterMs = seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined;
  throw new Passing(`the server says ${status}`, afterMs);
}

function follow(url: string, location: string | undefined): string {
  if (location !== undefined && URL.canParse(location, url)) {
    const { protocol, href } = new URL(location, url);
    if (['https:', 'http:'].includes(protocol)) return href;
  }
  throw unreachable(url, `it redirects to '${location ?? ''}'`);
}

function explain(url: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (DISTRUST.test(code)) return unreachable(url, `its certificate is not trusted (${message})`);
  return new Passing(message === '' ? code : message, undefined, { cause: error });
}
