// Images of the network. A run uses what image.lock.json records and nothing else; `vm-image` records what the address
// gives. In the store an image is found by the digest of its download, so that what is there needs no network.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FlightlineError, type Problem, UserError } from '@flightline/core/errors';
import { recogniseDisk } from '../disk';
import type { Image, ImageContext, ImageRequest, ImageSource } from '../image';
import {
  type Facts,
  type LockFile,
  type LockedDownload,
  type LockedFile,
  LOCK_FILE,
  lockCommand,
  readLockFile,
  unlocked,
} from '../lock-file';
import {
  type Recipe,
  type Stored,
  explainCacheError,
  fromStore,
  inStore,
  withTurn,
} from '../store';
import { type Client, isSecure, withClient } from './client';
import { obtain, upstreamVersion } from './obtain';
import { insecure } from './failures';
import { FILES, install } from './install';
import { type Checksum, findChecksum } from './checksum-files';
import { LIMITS, type Limits } from './limits';
import { Part, sameVersion } from './part';

/** The two schemes; a specification brings its own limits. */
export function httpSource(scheme: 'http' | 'https', limits: Limits = LIMITS): ImageSource {
  return {
    scheme,
    example: `${scheme}://example.org/disk.qcow2`,
    problems,
    provide: (request, context) => provide(request, context, limits),
    lock: (request, context) => lock(request, context, limits),
    look: (request, context) => look(request, context, limits),
  };
}

export const https = httpSource('https');
export const http = httpSource('http');

function problems({ uri, packages }: ImageRequest): Problem[] {
  const key = 'image';
  const packaged: Problem[] =
    packages.length === 0
      ? []
      : [
          {
            key: 'packages',
            message:
              "Packages cannot be added to a fetched image; only 'debian:' images have some.",
          },
        ];
  if (!URL.canParse(uri)) return [{ key, message: `'${uri}' is no address.` }, ...packaged];
  const { pathname, username, hash } = new URL(uri);
  const rules: readonly (readonly [broken: boolean, message: string])[] = [
    [pathname.endsWith('/'), `'${uri}' names no file.`],
    [username !== '', `'${uri}' holds a user name, which would be in the lock file.`],
    [hash !== '', `'${uri}' has a part behind '#', which no server sees.`],
  ];
  const broken = rules.filter(([is]) => is).map(([, message]) => ({ key, message }));
  return [...broken, ...packaged];
}

async function provide(
  request: ImageRequest,
  context: ImageContext,
  limits: Limits,
): Promise<Image> {
  const { uri, box } = request;
  const recorded = readLockFile(request.boxRoot, box);
  const { download, files } = recorded ?? {};
  if (recorded?.uri !== uri || download === undefined || files === undefined) {
    throw isSecure(uri) ? unlocked(uri, box) : insecure(request, 'is recorded nowhere');
  }
  const part = new Part(context.cacheDir, uri);
  const build = (folder: string) =>
    withClient(context, limits, async (client) => {
      await obtain({ ...request, part, recorded: download }, client, limits, context);
      await install(request, part, folder, limits, context);
    });
  const recipe = recipeOf(uri, download, build);
  const stored =
    (await inStore(recipe, context)) ??
    (await inTurn(part, box, context, () => fromStore(recipe, box, context)));
  const image = imageOf(request, stored);
  if (image.digest !== files.disk.digest) throw contradicted(request, files.disk, image.digest);
  return image;
}

async function lock(
  request: ImageRequest,
  context: ImageContext,
  limits: Limits,
): Promise<LockFile> {
  const part = new Part(context.cacheDir, request.uri);
  return await inTurn(part, request.box, context, () =>
    withClient(context, limits, async (client) => {
      const checksum = await findChecksum(request.uri, client, limits, context);
      if (!isSecure(request.uri) && checksum === undefined) {
        throw insecure(request, 'is no https: address');
      }
      return await lockWith(request, { part, client, checksum }, context, limits);
    }),
  );
}

const isDamage = (error: unknown): error is FlightlineError =>
  error instanceof FlightlineError && error.code === 'IMAGE_DAMAGED';

/** A published SHA-256 names the digest; without one only size and date can be told. */
async function look({ uri }: ImageRequest, context: ImageContext, limits: Limits): Promise<Facts> {
  return await withClient(context, limits, async (client) => {
    const checksum = await findChecksum(uri, client, limits, context);
    const version = await upstreamVersion(uri, client, limits, context);
    const digest = checksum?.algorithm === 'sha256' ? `sha256:${checksum.hex}` : undefined;
    return {
      image: uri,
      ...(version?.size != null && { size: `${version.size} bytes` }),
      ...(digest !== undefined && { digest }),
      ...(version?.modified != null && { modified: version.modified }),
    };
  });
}

interface Tools {
  part: Part;
  client: Client;
  checksum: Checksum | undefined;
}

async function lockWith(
  request: ImageRequest,
  { part, client, checksum }: Tools,
  context: ImageContext,
  limits: Limits,
): Promise<LockFile> {
  const { uri, box } = request;
  const wanted = { ...request, part, recorded: undefined, ...(checksum && { checksum }) };
  const known = await knownUpstream(request, { part, client, checksum }, context, limits);
  const fetchAndStore = async () => {
    const got = known ?? (await obtain(wanted, client, limits, context));
    const recipe = recipeOf(uri, got, (folder) => install(request, part, folder, limits, context));
    return { got, stored: await fromStore(recipe, box, context) };
  };
  const { got, stored } = await fetchAndStore().catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    part.forget();
    context.notice(`${error.message} It is downloaded once more.`);
    return fetchAndStore();
  });
  const { size, digest, modified } = got;
  const download = { size, digest, modified, confirmedBy: checksum?.from ?? null };
  return { uri, download, files: { disk: published(stored) } };
}

/** What was fetched last, when it is in the store and the server still has the same; saves the download. */
async function knownUpstream(
  { uri }: ImageRequest,
  { part, client }: Tools,
  context: ImageContext,
  limits: Limits,
): Promise<LockedDownload | undefined> {
  const { state } = part;
  if (state?.digest == null || state.version.size === null) return undefined;
  const { digest, version } = state;
  const known = { size: state.version.size, digest, modified: version.modified, confirmedBy: null };
  if ((await inStore(recipeOf(uri, known, notNow), context)) === undefined) return undefined;
  const now = await upstreamVersion(uri, client, limits, context);
  return now !== undefined && sameVersion(now, version) ? known : undefined;
}

const notNow = () => Promise.reject(new Error('A look into the store builds nothing.'));

function recipeOf(uri: string, { digest, size }: LockedFile, build: Recipe['build']): Recipe {
  return {
    key: `http-${digest.replace('sha256:', '').slice(0, 24)}`,
    uri,
    inputs: { digest, size },
    files: Object.values(FILES),
    build,
  };
}

/** One process at a time works on the download of an address; the others wait and say for whom. */
async function inTurn<T>(
  part: Part,
  box: string,
  { signal, onProgress, cacheDir }: ImageContext,
  use: () => Promise<T>,
): Promise<T> {
  const onWait = (holder: { pid: number; box: string }) =>
    onProgress({
      detail: `waiting for process ${holder.pid} (box '${holder.box}'), which fetches it`,
    });
  try {
    return await withTurn({ path: part.turn, box, signal, onWait }, use);
  } catch (error) {
    throw explainCacheError(error, cacheDir);
  }
}

function imageOf({ uri }: ImageRequest, stored: Stored): Image {
  const disk = join(stored.folder, FILES.disk);
  const recognised = recogniseDisk(disk);
  if (!('format' in recognised)) throw new Error(`A verified disk is none: ${recognised.because}`);
  return {
    uri,
    disk,
    format: recognised.format,
    digest: published(stored).digest,
    seed: 'nocloud',
  };
}

/** The disk as it was published: the one in the store, or the one that was converted to it. */
function published({ folder, manifest }: Stored): LockedFile {
  const text = readFileSync(join(folder, FILES.published), 'utf8');
  const { size, digest } =
    (JSON.parse(text) as LockedFile | null) ?? manifest.files[FILES.disk] ?? {};
  if (size === undefined || digest === undefined) throw new Error('A manifest names no disk.');
  return { size, digest };
}

function contradicted({ box }: ImageRequest, recorded: LockedFile, digest: string): UserError {
  return new UserError(
    'IMAGE_DIGEST_MISMATCH',
    `'${LOCK_FILE}' of box '${box}' records the disk ${recorded.digest}, but the download that it records holds the disk ${digest}.`,
    `Somebody edited it; write it anew: ${lockCommand(box)}`,
  );
}
