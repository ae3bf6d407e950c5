import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '@flightline/core/evidence';
import type { ImageContext } from '../image';
import { type FileState, looksUntouched, readState } from './file-state';

const MANIFEST = 'manifest.json';

/** What stands beside a stored image. */
export interface Manifest {
  uri: string;
  /** Everything its key was made of. */
  inputs: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. */
  built: string;
  /** By file name. */
  files: Readonly<Record<string, FileState>>;
}

/** How a stored image was found: as it was made, not there, or not as it was made. */
export type Found =
  { is: 'sound'; manifest: Manifest } | { is: 'absent' } | { is: 'damaged'; because: string };

export async function writeManifest(
  folder: string,
  { uri, inputs, files }: Pick<Manifest, 'uri' | 'inputs'> & { files: readonly string[] },
  signal: AbortSignal,
): Promise<Manifest> {
  const states: Record<string, FileState> = {};
  for (const name of files) states[name] = await readState(join(folder, name), signal);
  const manifest = { uri, inputs, built: new Date().toISOString(), files: states };
  save(folder, manifest);
  return manifest;
}

/**
 * Looks at a stored image: cheaply while the file system says that nobody wrote to it, byte by byte otherwise, or when
 * it has to be thorough.
 */
export async function inspect(
  folder: string,
  { signal, thorough }: Pick<ImageContext, 'signal' | 'thorough'>,
): Promise<Found> {
  if (!existsSync(folder)) return { is: 'absent' };
  const manifest = readManifest(folder);
  if (manifest === undefined) return { is: 'damaged', because: `'${MANIFEST}' cannot be read` };

  const files: Record<string, FileState> = {};
  for (const [name, known] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    if (!existsSync(path)) return { is: 'damaged', because: `'${name}' is missing` };
    const believed = thorough !== true && looksUntouched(path, known);
    files[name] = believed ? known : await readState(path, signal);
    if (files[name].digest !== known.digest)
      return { is: 'damaged', because: `'${name}' changed on disk` };
  }
  // A copied cache has other inodes and the same bytes: the next look is cheap again.
  const moved = Object.entries(files).some(([name, state]) => state !== manifest.files[name]);
  if (moved) save(folder, { ...manifest, files });
  return { is: 'sound', manifest };
}

/** Marks an image as used now: the time of its manifest is that of its last use. */
export function noteUse(folder: string): void {
  try {
    const now = new Date();
    utimesSync(join(folder, MANIFEST), now, now);
  } catch {
    // A cache that others fill may not be writable, and is pruned by them.
  }
}

/** When an image was used last; undefined when it has no manifest. */
export function lastUse(folder: string): Date | undefined {
  return statSync(join(folder, MANIFEST), { throwIfNoEntry: false })?.mtime;
}

function save(folder: string, manifest: Manifest): void {
  writeFileAtomically(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The manifest of a stored image; undefined when there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const content = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Partial<Manifest>;
    return typeof content.files === 'object' && Object.keys(content.files).length > 0
      ? (content as Manifest)
      : undefined;
  } catch {
    return undefined;
  }
}
