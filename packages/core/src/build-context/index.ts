import { posix } from 'node:path';
import type { BuildFiles } from '../../bin/context-digest.js';

export { contextDigest, hiddenFrom } from '../../bin/context-digest.js';
export type { BuildFiles } from '../../bin/context-digest.js';

/**
 * The `runtime` input that prints the digest of what a build can see; Nx gives it to the shell in the root of the
 * workspace.
 * @param root of the release project, relative to the workspace
 */
export function contextCommand(root: string, { file, context }: BuildFiles): string {
  const words = [root, file, context].map((path) => quoted(bare(path)));
  return `node node_modules/@flightline/core/bin/context-digest.js ${words.join(' ')}`;
}

/** One spelling of a path. */
const bare = (path: string) => posix.normalize(path).replace(/(?<=.)\/$/, '');

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
