import type { SourceDocument } from '@flightline/core/readers/toml';
import {
  type Archive,
  type BackEnd,
  type BuildTree,
  BuildRefused,
  type Packing,
  type Rule,
} from './archive';
import { unpacked } from './tree';

/** An archive, or why there will be none. */
export type Foretold = { archive: Archive; lacks: Packing['lacks'] } | { refused: Rule };

export interface Forecast {
  sdist: Foretold;
  wheel: Foretold;
  /** What is built from the unpacked sdist. Its files are those of the tree all the same. */
  wheelOfSdist: Foretold;
  code: Packing['code'];
}

/** What a back end builds of a tree, by both routes. Raises FILE_UNREADABLE. */
export async function forecast(
  backEnd: BackEnd,
  tree: BuildTree,
  pyproject: SourceDocument | undefined,
): Promise<Forecast> {
  const packing = await refusable(() => backEnd.read(tree, pyproject));
  if ('refused' in packing)
    return { sdist: packing, wheel: packing, wheelOfSdist: packing, code: [] };
  const { lacks, code } = packing;
  const built = (build: () => Archive) =>
    refusable(() => Promise.resolve({ archive: build(), lacks }));
  const sdist = await built(packing.sdist);
  const wheel = await built(packing.wheel);
  const wheelOfSdist =
    'refused' in sdist ? sdist : await again(backEnd, tree, sdist.archive, pyproject);
  return { sdist, wheel, wheelOfSdist, code };
}

async function again(
  backEnd: BackEnd,
  tree: BuildTree,
  sdist: Archive,
  pyproject: SourceDocument | undefined,
): Promise<Foretold> {
  return refusable(async () => {
    const { wheel, lacks } = await backEnd.read(unpacked(sdist, tree), pyproject);
    const archive = [...wheel()].map(
      ([path, source]) => [path, sdist.get(source) ?? source] as const,
    );
    return { archive: new Map(archive), lacks };
  });
}

async function refusable<T>(build: () => Promise<T>): Promise<T | { refused: Rule }> {
  try {
    return await build();
  } catch (error) {
    if (error instanceof BuildRefused) return { refused: error.rule };
    throw error;
  }
}
