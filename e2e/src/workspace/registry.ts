// An npm registry that has our packages and nothing else: what a user's `nx add @flightline/vm-run` talks to.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { REPOSITORY } from './pack';

export interface Registry {
  /** The line of .npmrc that sends npm here for our scope; everything else comes from where it always does. */
  readonly npmrc: string;
  close(): Promise<void>;
}

/** Serves tarballs, by package name, on 127.0.0.1. */
export async function startRegistry(tarballs: Readonly<Record<string, string>>): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const [name = '', file] = path.split('/-/');
    const tarball = tarballs[name];
    if (tarball === undefined) answer(response, 404, '{}');
    else if (file !== undefined) answer(response, 200, readFileSync(tarball));
    else answer(response, 200, packument(name, tarball, originOf(server)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    npmrc: `@flightline:registry=${originOf(server)}/\n`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What npm reads about a package before it fetches the tarball. */
function packument(name: string, tarball: string, origin: string): string {
  const manifest = JSON.parse(
    readFileSync(join(REPOSITORY, 'packages', basename(name), 'package.json'), 'utf8'),
  ) as { version: string };
  const { version } = manifest;
  const dist = {
    tarball: `${origin}/${name}/-/${basename(tarball)}`,
    integrity: `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`,
  };
  const versions = { [version]: { ...manifest, dist } };
  return JSON.stringify({ name, 'dist-tags': { latest: version }, versions });
}
