import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

export { folderDigest, folderManifest } from '../../bin/folder-digest.js';
export type { ManifestEntry } from '../../bin/folder-digest.js';

/** `sha256:<hex>` of a file's bytes, read as a stream. */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash, {
    ...(signal ? { signal } : {}),
  });
  return `sha256:${hash.digest('hex')}`;
}
