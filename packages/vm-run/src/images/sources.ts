import { type Problem, UserError, rejectProblems } from '@flightline/core/errors';
import { debian } from './debian';
import { file } from './file';
import { http, https } from './http';
import type { Image, ImageContext, ImageRequest, ImageSource } from './image';
import { type Facts, type LockFile, lockFacts, readLockFile, writeLockFile } from './lock-file';

/** Every kind of image. New kind: one folder, one line here. */
const IMAGE_SOURCES: readonly ImageSource[] = [debian, file, https, http];

/** Whether images of this URI's kind can be made or fetched at all. */
export function hasImageSource(uri: string): boolean {
  return sourceOf(uri) !== undefined;
}

/** All that is wrong with a request, before any image is made or read. */
export function imageProblems(request: ImageRequest): Problem[] {
  const source = sourceOf(request.uri);
  return source === undefined ? [unknownScheme(request.uri)] : source.problems(request);
}

/**
 * The image a box asks for, made, fetched or healed where that is needed. Raises IMAGE_SCHEME_UNKNOWN,
 * IMAGE_URI_INVALID, IMAGE_UNLOCKED, IMAGE_DIGEST_MISMATCH, IMAGE_DAMAGED, and what building from packages or
 * fetching can raise.
 */
export async function provideImage(request: ImageRequest, context: ImageContext): Promise<Image> {
  return await checkedSource(request).provide(request, context);
}

/** Records the image as it is now in the box's image.lock.json. Raises what `provideImage` raises, but for the lock. */
export async function lockImage(request: ImageRequest, context: ImageContext): Promise<LockFile> {
  const lock = await checkedSource(request).lock(request, context);
  writeLockFile(request.boxRoot, lock);
  return lock;
}

/** One thing that is known of an image: as it is recorded, and as it is now. */
export interface Difference {
  fact: string;
  recorded: string;
  now: string;
}

/**
 * In what the image is another one now than image.lock.json records, as far as that can be told without making or
 * fetching it; changes nothing. Raises what `lockImage` raises for the request and the network.
 */
export async function lookAtImage(
  request: ImageRequest,
  context: ImageContext,
): Promise<Difference[]> {
  const now = await checkedSource(request).look(request, context);
  const lock = readLockFile(request.boxRoot, request.box);
  return differences(lock === undefined ? {} : lockFacts(lock), now);
}

/** In what `now` is another image than `recorded`. */
export function differences(recorded: Facts, now: Facts): Difference[] {
  return Object.entries(now)
    .map(([fact, value]) => ({ fact, recorded: recorded[fact] ?? 'none', now: value }))
    .filter((one) => one.recorded !== one.now);
}

function checkedSource(request: ImageRequest): ImageSource {
  const { uri, box } = request;
  const source = sourceOf(uri);
  if (source === undefined) {
    const { message, hint } = unknownScheme(uri);
    throw new UserError('IMAGE_SCHEME_UNKNOWN', message, hint);
  }
  rejectProblems(
    'IMAGE_URI_INVALID',
    `The image '${uri}' of box '${box}' cannot be used.`,
    `Mend the options 'image' and 'packages' of '${box}'.`,
    source.problems(request),
  );
  return source;
}

function sourceOf(uri: string): ImageSource | undefined {
  return IMAGE_SOURCES.find(({ scheme }) => uri.startsWith(`${scheme}:`));
}

function unknownScheme(uri: string) {
  const known = IMAGE_SOURCES.map(({ example }) => `'${example}'`).join(', ');
  return {
    key: 'image',
    message: `No image source knows '${uri}'.`,
    hint: `Known kinds: ${known}.`,
  };
}
