import type { Hider } from './ignore-rules.js';

/** What a build is made from; both relative to a root. */
export interface BuildFiles {
  /** The Dockerfile. */
  file: string;
  context: string;
}

/**
 * What no engine shows to the build: hidden by `<file>.dockerignore` and by `.dockerignore` of the context, where
 * both are there by both, and by a .containerignore where there is one. Never raises.
 */
export function hiddenFrom(root: string, build: BuildFiles): Hider;

/**
 * `sha256:<hex>` over what a build can see, also what git ignores: the Dockerfile, and the paths, executable bits,
 * links and bytes of its context. Not times, owners, other modes and empty folders, which no checkout keeps. Never raises.
 */
export function contextDigest(root: string, build: BuildFiles): string;
