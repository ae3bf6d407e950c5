import type { Position, Problem } from '@flightline/core/errors';
import type { SourceDocument } from '@flightline/core/readers/toml';

/** The files a build starts from. All paths are relative to the project's root, with `/`. */
export interface BuildTree {
  /** Sorted. */
  readonly files: readonly string[];
  readonly has: (path: string) => boolean;
  /** Whether there is a file or a folder, which may hold none of `files` when these are a part of the tree. */
  readonly exists: (path: string) => boolean;
  /** The text of a file, which messages call `name(path)`. Raises FILE_UNREADABLE. */
  readonly text: (path: string) => string;
  readonly name: (path: string) => string;
  /** The text of the nearest `.gitignore` above a project that has none; undefined where there is none. */
  readonly ignoredAbove?: string;
  /** Whether it came out of an sdist. */
  readonly isUnpacked?: boolean;
}

/** What an archive holds: path in the archive to path in the tree. Metadata that the back end writes is left out. */
export type Archive = ReadonlyMap<string, string>;

/** Why a file gets into an archive or not: what a configuration says, and where. */
export interface Rule extends Partial<Position> {
  /** Half a sentence, e.g. `no listed package contains it`. */
  because: string;
  file: string;
  /** What to do about it. */
  hint: string;
}

/** What a back end makes of a tree. */
export interface Packing {
  readonly sdist: () => Archive;
  /** The files that are installed as they lie, without `*.data`. Both raise BuildRefused. */
  readonly wheel: () => Archive;
  /** Why a file of the tree is in the one or the other not. */
  readonly lacks: (path: string, kind: 'sdist' | 'wheel') => Rule;
  /** Code that runs in the build and may add what nobody foretells. */
  readonly code: readonly Problem[];
}

export interface BackEnd {
  readonly name: string;
  /** What `build-system.build-backend` calls it. */
  readonly modules: readonly string[];
  /** Globs of all that the answer depends on beside the files that are asked for. */
  looksAt(pyproject: SourceDocument | undefined): readonly string[];
  /** Raises FILE_UNREADABLE for a configuration that nobody can foretell a build from, and BuildRefused. */
  read(tree: BuildTree, pyproject: SourceDocument | undefined): Promise<Packing>;
}

/** A build that ends with an error, which is foretold too. */
export class BuildRefused extends Error {
  override readonly name = 'BuildRefused';
  constructor(readonly rule: Rule) {
    super(rule.because);
  }
}
