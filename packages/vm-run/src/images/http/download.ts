import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatBytes } from '@flightline/core/events';
import { freeSpace } from '@flightline/core/host';
import type { ImageContext } from '../image';
import type { Answer, Client } from './client';
import { type About, Passing, changed, noRoom, unusable } from './failures';
import type { Limits } from './limits';
import { type Part, type Version, sameVersion } from './part';
import { patiently } from './patiently';
import { meter } from './meter';

export interface Wanted extends About {
  part: Part;
  /** What the lock records; undefined while nothing is known. */
  recorded: { size: number; digest: string } | undefined;
}

export interface Downloaded {
  /** False when the image came by a way on which anybody could alter it. */
  secure: boolean;
  /** True when its bytes came in more than one answer. */
  resumed: boolean;
  version: Version;
}

/**
 * Brings the whole file of an address to its part, going on where an earlier attempt ended. Raises
 * IMAGE_UNREACHABLE, IMAGE_UNAVAILABLE, DISK_FULL, and IMAGE_DIGEST_MISMATCH or IMAGE_UNUSABLE for what the server's
 * answer already shows to be something else than what is recorded.
 */
export async function download(
  wanted: Wanted,
  client: Client,
  limits: Limits,
  context: ImageContext,
): Promise<Downloaded> {
  const { part, uri } = wanted;
  let [secure, resumed] = [true, false];
  const attempt = async () => {
    const { headers, from } = resumption(part);
    const answer = await client.ask(uri, { headers });
    try {
      secure &&= answer.secure;
      const begin = startOf(answer, from, part);
      if (begin === 'complete') return;
      if (begin === 0) {
        rejectOther(wanted, answer);
        part.begin(versionOf(answer));
      }
      resumed ||= begin > 0;
      await receive(wanted, answer, begin, context);
    } finally {
      answer.body.destroy();
    }
  };
  try {
    await patiently(uri, attempt, limits, context, () => part.size);
  } catch (error) {
    // What fills a disk is in everybody's way.
    if (FULL.includes((error as NodeJS.ErrnoException).code ?? '')) part.forget();
    throw error;
  }
  const version = part.state?.version ?? { etag: null, modified: null, size: null };
  return { secure, resumed, version };
}

const FULL = ['ENOSPC', 'EDQUOT'];
/** What this host's disk says is final, what the network says is not. */
const OWN_DISK = [...FULL, 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'EPERM'];

/** The headers that ask for the rest. If-Range: RFC 9110, section 13.1.5; a weak tag does not say that bytes are equal. */
function resumption(part: Part): { headers: Record<string, string>; from: number } {
  const { etag, modified } = part.state?.version ?? { etag: null, modified: null };
  const validator = etag?.startsWith('W/') === false ? etag : modified;
  const from = part.size;
  if (from === 0 || validator === null) return { headers: {}, from: 0 };
  return { headers: { range: `bytes=${from}-`, 'if-range': validator }, from };
}

/** Where the bytes of an answer belong. Raises Passing after forgetting a part to which the answer does not fit. */
function startOf(answer: Answer, from: number, part: Part): number | 'complete' {
  if (answer.status === 200) return 0;
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(range(answer)) ?? [];
  const known = part.state?.version;
  const same = known !== undefined && sameVersion(known, versionOf(answer, Number(total)));
  if (answer.status === 416 && Number(total) === from && from > 0) return 'complete';
  if (answer.status === 206 && Number(start) === from && from > 0 && same) return from;
  part.forget();
  throw new Passing('what is there does not fit to what the server has now');
}

const range = (answer: Answer) => answer.header('content-range') ?? '';

/** `total`: of a partial answer, whose own length is that of the rest. */
export function versionOf(answer: Answer, total?: number): Version {
  const length = answer.header('content-length');
  const size = total ?? (length === undefined ? null : Number(length));
  return {
    etag: answer.header('etag') ?? null,
    modified: answer.header('last-modified') ?? null,
    size: size === null || Number.isNaN(size) ? null : size,
  };
}

/** Before gigabytes come that would be thrown away. */
function rejectOther(wanted: Wanted, answer: Answer): void {
  const { recorded } = wanted;
  const { size, modified } = versionOf(answer);
  if (recorded === undefined || size === null || size === recorded.size) return;
  if (/^text\/html/.test(answer.header('content-type') ?? '')) {
    throw unusable(wanted, 'the server sent an HTML page instead');
  }
  if (size === 0) throw unusable(wanted, 'the server sent an empty file');
  const since = modified === null ? '' : `, changed ${modified}`;
  throw changed(wanted, `${recorded.size} bytes`, `${size} bytes${since}`);
}

async function receive(
  { part, uri }: Wanted,
  answer: Answer,
  begin: number,
  { signal, onProgress }: ImageContext,
): Promise<void> {
  const folder = dirname(part.path);
  mkdirSync(folder, { recursive: true });
  const total = part.state?.version.size ?? undefined;
  rejectWithoutRoom(folder, (total ?? 0) - begin);
  const name = uri.split('/').at(-1) ?? uri;
  const arrived = meter({ begin, total, onProgress, detail: `downloading ${name}` });
  const file = await open(part.path, begin === 0 ? 'w' : 'a');
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      await file.writeFile(chunk);
      arrived(chunk.length);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (OWN_DISK.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new Passing((error as Error).message, undefined, { cause: error });
  } finally {
    await file.close();
  }
  if (total !== undefined && part.size < total) {
    throw new Passing(`the connection ended ${formatBytes(total - part.size)} early`);
  }
}

function rejectWithoutRoom(folder: string, needed: number): void {
  const free = freeSpace(folder);
  if (needed > free) throw noRoom(folder, needed, free);
}
