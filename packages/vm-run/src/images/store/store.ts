// Images made on this host: cacheDir/images/<key>/ holds the files of one image and a manifest. A folder is made
// aside and renamed, so that it is complete or absent, and it is looked at before each use.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, FlightlineError } from '@flightline/core/errors';
import type { ImageContext } from '../image';
import { whereabouts } from '@flightline/core/process';
import { explainCacheError } from './explain';
import { type Found, type Manifest, inspect, noteUse, writeManifest } from './manifest';
import { withTurn } from './turn';

/** How to make an image that is not in the store. */
export interface Recipe {
  /** Name of its folder; equal exactly when everything that goes into the image is. */
  key: string;
  uri: string;
  inputs: Manifest['inputs'];
  /** Names of the files that `build` leaves. */
  files: readonly string[];
  build: (folder: string) => Promise<void>;
}

export interface Stored {
  folder: string;
  manifest: Manifest;
}

/**
 * The image of a recipe: the stored one, or a new one when there is none or it is damaged. Raises IMAGE_DAMAGED
 * when a damaged one cannot be made again, DISK_FULL, and what `build` raises.
 */
export async function fromStore(
  recipe: Recipe,
  box: string,
  context: ImageContext,
): Promise<Stored> {
  const { signal, onProgress } = context;
  const stored = await inStore(recipe, context);
  if (stored !== undefined) return stored;
  const folder = folderOf(recipe, context);
  const waiting = { path: `${folder}.turn`, box, signal };
  return await withTurn(
    {
      ...waiting,
      onWait: (holder) =>
        onProgress({
          detail: `waiting for process ${holder.pid} (box '${holder.box}'), which makes it`,
        }),
    },
    async () => {
      const now = await inspect(folder, context);
      if (now.is === 'sound') return use(folder, now.manifest);
      return { folder, manifest: await makeAgain(recipe, folder, now, context) };
    },
  );
}

/** The stored image of a recipe; undefined when there is none or it is damaged. */
export async function inStore(
  recipe: Pick<Recipe, 'key'>,
  context: Pick<ImageContext, 'cacheDir' | 'signal' | 'thorough'>,
): Promise<Stored | undefined> {
  const folder = folderOf(recipe, context);
  const found = await inspect(folder, context);
  return found.is === 'sound' ? use(folder, found.manifest) : undefined;
}

function use(folder: string, manifest: Manifest): Stored {
  noteUse(folder);
  return { folder, manifest };
}

const folderOf = ({ key }: Pick<Recipe, 'key'>, { cacheDir }: Pick<ImageContext, 'cacheDir'>) =>
  join(cacheDir, 'images', key);

type Lacking = Exclude<Found, { is: 'sound' }>;

async function makeAgain(
  recipe: Recipe,
  folder: string,
  lacking: Lacking,
  context: ImageContext,
): Promise<Manifest> {
  if (lacking.is === 'absent') return await make(recipe, folder, context);
  context.notice(
    `The stored image '${recipe.uri}' is damaged (${lacking.because}); it is made again.`,
  );
  try {
    return await make(recipe, folder, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof FlightlineError)) throw error;
    throw new EnvironmentError(
      'IMAGE_DAMAGED',
      `The stored image '${recipe.uri}' is damaged (${lacking.because}) and cannot be made again: ${error.message}`,
      error.hint,
      { cause: error, problems: error.problems },
    );
  }
}

async function make(recipe: Recipe, folder: string, context: ImageContext): Promise<Manifest> {
  const aside = `${folder}.${process.pid}.tmp`;
  try {
    mkdirSync(aside, { recursive: true });
    await removeLeftovers(join(context.cacheDir, 'images'), context);
    await recipe.build(aside);
    const manifest = await writeManifest(aside, recipe, context.signal);
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
    return manifest;
  } catch (error) {
    throw explainCacheError(error, context.cacheDir);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

const UNKNOWN = { startedAt: null, bootId: null, pidNamespace: null, host: null };

/** What builds left that were killed; not through what may still be mounted there. */
async function removeLeftovers(
  images: string,
  { runner, signal }: Pick<ImageContext, 'runner' | 'signal'>,
): Promise<void> {
  const dead = readdirSync(images).filter((name) => {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
    return pid !== undefined && whereabouts({ pid: Number(pid), ...UNKNOWN }) === 'gone';
  });
  for (const name of dead) {
    await runner.run(['rm', '-rf', '--one-file-system', '--', join(images, name)], { signal });
  }
}
