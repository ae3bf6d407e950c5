import { posix } from 'node:path';
import { type Value, onlyText } from './values';

/** A path of the script as the host names it; undefined when its folder is not known. */
export function pathOf(path: string, folder: Value): string | undefined {
  if (posix.isAbsolute(path)) return undefined;
  const base = onlyText(folder);
  return base === undefined ? undefined : posix.normalize(posix.join(base, path));
}
