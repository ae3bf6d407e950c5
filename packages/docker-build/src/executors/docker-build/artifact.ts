import {
  chmodSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '@flightline/core/errors';

/** The earliest time a zip archive can hold: what packs the artifact later must not stumble over it. */
const TIME = new Date('1980-01-01T00:00:00Z');

/** Takes away what an engine mixed into its export; a file with content or a folder in use is the product's. */
export function removeLeftovers(folder: string, leftovers: readonly string[]): void {
  for (const leftover of leftovers) {
    const path = join(folder, leftover);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (stat.isDirectory() && readdirSync(path).length === 0) rmdirSync(path);
    if (stat.isFile() && stat.size === 0) rmSync(path);
    if (stat.isSymbolicLink() && readlinkSync(path) === '/proc/mounts') rmSync(path);
  }
}

/**
 * Gives every file and folder one time, and the mode 755 or 644: engines, umasks and caches differ in the
 * rest. Hard links become equal files wherever they are copied, and need no care. Raises BUILD_FAILED with
 * all that cannot be copied into every box.
 */
export function normaliseArtifact(folder: string): void {
  const problems: string[] = [];
  const visit = (path: string, name: string): void => {
    const stat = lstatSync(path);
    if (stat.isDirectory()) {
      // First, as nobody but root could look into a folder without it.
      chmodSync(path, 0o755);
      for (const entry of readdirSync(path, { encoding: 'buffer' })) {
        const text = entry.toString();
        if (Buffer.from(text).equals(entry)) visit(join(path, text), join(name, text));
        else problems.push(`The name '${join(name, text)}' is no UTF-8.`);
      }
    } else if (stat.isFile()) chmodSync(path, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
    else if (!stat.isSymbolicLink()) problems.push(`'${name}' is neither file, folder nor link.`);
    lutimesSync(path, TIME, TIME);
  };
  visit(folder, '');
  if (problems.length === 0) return;
  throw new UserError(
    'BUILD_FAILED',
    'The artifact holds what cannot be copied into a box.',
    'Copy only files, folders and links, with names in UTF-8, into the stage that is exported.',
    { problems: problems.map((message) => ({ message })) },
  );
}

/** Puts a folder in the place of another; both on one disk. The old one stays when the new one cannot come. */
export function replaceFolder(fresh: string, target: string): void {
  const old = `${fresh}.old`;
  rmSync(old, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  const replaces = existsSync(target);
  if (replaces) renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (replaces) renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}
