// Checksum files as distributions publish them beside their images.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FlightlineError } from '@flightline/core/errors';
import type { ImageContext } from '../image';
import type { Client } from './client';
import type { Limits } from './limits';
import { patiently } from './patiently';

export interface Checksum {
  algorithm: 'sha256' | 'sha512';
  hex: string;
  /** Address of the file that says it. */
  from: string;
  /** False when that file came by a way on which anybody could alter it. */
  secure: boolean;
}

/** By the length of their hexadecimal digests. Shorter ones can be forged. */
const ALGORITHMS: Readonly<Record<number, Checksum['algorithm']>> = { 64: 'sha256', 128: 'sha512' };

/** No checksum file is longer. */
const MOST_BYTES = 1024 * 1024;

/** Names under which the checksum of a file may stand beside it, by distribution. */
function candidates(name: string): string[] {
  const fedora = /^(Fedora-Cloud)-Base-.+?-(\d+-[\d.]+)\.(\w+)\.qcow2$/.exec(name)?.slice(1);
  return [
    ...(fedora === undefined ? [] : [`${fedora.join('-')}-CHECKSUM`]),
    // openSUSE; Rocky Linux
    ...[`${name}.sha256`, `${name}.CHECKSUM`],
    // Ubuntu; Debian; AlmaLinux
    ...['SHA256SUMS', 'SHA512SUMS', 'CHECKSUM'],
  ];
}

/** The checksum that is published for an address; undefined when none is. Raises IMAGE_UNREACHABLE. */
export async function findChecksum(
  url: string,
  client: Client,
  limits: Limits,
  context: ImageContext,
): Promise<Checksum | undefined> {
  const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
  for (const candidate of candidates(name)) {
    const from = new URL(encodeURIComponent(candidate), url).href;
    const file = await fetchText(from, client, limits, context);
    const found = file && readChecksum(file.text, name);
    if (found !== undefined) return { ...found, from, secure: file?.secure === true };
  }
  return undefined;
}

/**
 * What a checksum file says about a name. Lines of GNU coreutils (`<hex> *<name>`), of BSD (`SHA256 (<name>) = <hex>`),
 * and a file with nothing but one digest; signatures around them are passed over.
 */
export function readChecksum(
  text: string,
  name: string,
): Pick<Checksum, 'algorithm' | 'hex'> | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const hexes = lines.flatMap((line) => {
    const [, gnu, gnuName] = /^([0-9a-f]{64,128})\s+\*?(?:\.\/)?(.+)$/i.exec(line) ?? [];
    const [, bsdName, bsd] = /^SHA\d+ \((.+)\) = ([0-9a-f]{64,128})$/i.exec(line) ?? [];
    const [hex, said] = gnu === undefined ? [bsd, bsdName] : [gnu, gnuName];
    return hex !== undefined && said === name ? [hex] : [];
  });
  const filled = lines.filter((line) => line !== '');
  const hex = (hexes[0] ?? (filled.length === 1 ? filled[0] : undefined) ?? '').toLowerCase();
  const algorithm = /^[0-9a-f]+$/.test(hex) ? ALGORITHMS[hex.length] : undefined;
  return algorithm === undefined ? undefined : { algorithm, hex };
}

/** Whether a file is what a checksum says. */
export async function fits(
  path: string,
  { algorithm, hex }: Checksum,
  signal: AbortSignal,
): Promise<boolean> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, { signal });
  return hash.digest('hex') === hex;
}

/** Undefined for what is not there, is refused, or is too long for a checksum file. */
async function fetchText(
  url: string,
  client: Client,
  limits: Limits,
  context: ImageContext,
): Promise<{ text: string; secure: boolean } | undefined> {
  const attempt = async () => {
    const { body, secure } = await client.ask(url);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) return undefined;
      chunks.push(chunk);
    }
    return { text: Buffer.concat(chunks).toString('utf8'), secure };
  };
  try {
    return await patiently(url, attempt, limits, context);
  } catch (error) {
    if (error instanceof FlightlineError && error.code === 'IMAGE_UNAVAILABLE') return undefined;
    throw error;
  }
}
