import { FlightlineError, UserError } from '@flightline/core/errors';
import type { ImageContext } from '../image';
import type { LockedDownload } from '../lock-file';
import { readState } from '../store';
import { type Checksum, fits } from './checksum-files';
import type { Client } from './client';
import { type Wanted, download, versionOf } from './download';
import { changed, damaged, insecure } from './failures';
import type { Limits } from './limits';
import type { Version } from './part';
import { patiently } from './patiently';

export interface Expected extends Wanted {
  /** What is published for the address, where nothing is recorded yet. */
  checksum?: Checksum;
}

/**
 * Brings what is expected to its part. Bytes that are not expected are thrown away and fetched once more: a download
 * that was resumed may be mixed of two versions. Raises IMAGE_DIGEST_MISMATCH when the same came twice, IMAGE_DAMAGED
 * when not, IMAGE_UNCONFIRMED, and what `download` raises.
 */
export async function obtain(
  expected: Expected,
  client: Client,
  limits: Limits,
  context: ImageContext,
): Promise<LockedDownload> {
  const { part, uri, recorded, checksum } = expected;
  const { signal } = context;
  let before: string | undefined;
  for (;;) {
    const isThere = recorded !== undefined && part.size === recorded.size && before === undefined;
    if (!isThere) await downloadSafely(expected, client, limits, context);
    context.onProgress({ detail: 'verifying the download' });
    const { size, digest } = await readState(part.path, signal);
    const fitting =
      recorded === undefined
        ? checksum === undefined || (await fits(part.path, checksum, signal))
        : digest === recorded.digest;
    if (fitting) {
      part.completed(digest);
      const modified = part.state?.version.modified ?? null;
      return { size, digest, modified, confirmedBy: checksum?.from ?? null };
    }
    part.forget();
    if (before !== undefined) throw disagreement(expected, before, digest);
    before = digest;
    const what = recorded === undefined ? 'what its checksum file says' : 'what is recorded';
    context.notice(`The download of '${uri}' is not ${what}; it is begun anew.`);
  }
}

async function downloadSafely(
  expected: Expected,
  client: Client,
  limits: Limits,
  context: ImageContext,
): Promise<void> {
  const { secure } = await download(expected, client, limits, context);
  if (secure || expected.recorded !== undefined || expected.checksum !== undefined) return;
  expected.part.forget();
  throw insecure(expected, 'redirects to an address without https:');
}

function disagreement(expected: Expected, before: string, digest: string): Error {
  const { uri, recorded, checksum } = expected;
  if (before !== digest) return damaged(expected, 'it came differently each of two times');
  if (recorded !== undefined) return changed(expected, recorded.digest, digest);
  return new UserError(
    'IMAGE_DIGEST_MISMATCH',
    `What came twice from '${uri}' is not what '${checksum?.from ?? ''}' says: ${digest}.`,
    'A server in the middle of an update does that: try again later, or name another address.',
  );
}

/** What the server says about the file now, without fetching it; undefined when it does not answer such a question. */
export async function upstreamVersion(
  uri: string,
  client: Client,
  limits: Limits,
  context: ImageContext,
): Promise<Version | undefined> {
  try {
    return await patiently(
      uri,
      async () => versionOf(await client.ask(uri, { method: 'HEAD' })),
      limits,
      context,
    );
  } catch (error) {
    if (error instanceof FlightlineError && error.code === 'IMAGE_UNAVAILABLE') return undefined;
    throw error;
  }
}
