// Paths as the reader knows them. Where the folder of the Vagrantfile lies is not known and must not matter, so it
// stands in every full path as ROOT, a text no real path begins with.
import { posix } from 'node:path';

export const ROOT = '/\u0001';
/** How a reading shows it. */
const SHOWN_ROOT = '<folder of the Vagrantfile>';

export const hasRoot = (text: string) => text.includes(ROOT);
export const showRoot = (text: string) => text.replaceAll(ROOT, SHOWN_ROOT);

/** The full path of a file given as the host names it. */
export const folderPath = (file: string, vagrantfile: string) =>
  posix.join(ROOT, posix.relative(posix.dirname(vagrantfile), file));

/** As `File.expand_path`; undefined for a home folder. */
export function expand(path: string, from = ROOT): string | undefined {
  if (path.startsWith('~')) return undefined;
  return posix
    .resolve(path.startsWith('/') ? '/' : (expand(from) ?? ROOT), path)
    .replace(/(?<=.)\/$/, '');
}

/** The path to ask the host for; undefined for what lies outside of the folder. */
export function hostPath(path: string, vagrantfile: string): string | undefined {
  const full = expand(path);
  if (full === undefined || (full !== ROOT && !full.startsWith(`${ROOT}/`))) return undefined;
  return posix.join(posix.dirname(vagrantfile), full.slice(ROOT.length + 1));
}
