import { join } from 'node:path';
import { filesBroughtHome } from '@flightline/core/report';
import { matchesGlob } from '../../classify/place';
import { readTail } from './tail';

/** Lines of a followed file that are shown. */
const LINES = 15;

/** The end of the newest file below some folders that one of the globs matches: names hold the time they begin at. */
export async function followed(
  globs: readonly string[],
  folders: readonly string[],
): Promise<{ path: string; tail: string[] } | undefined> {
  const paths = folders.flatMap((folder) =>
    filesBroughtHome(folder)
      .filter((path) => globs.some((glob) => matchesGlob(glob, path)))
      .map((path) => join(folder, path)),
  );
  const [newest] = paths.sort((a, b) => (nameOf(a) < nameOf(b) ? 1 : -1));
  return newest === undefined ? undefined : { path: newest, tail: await readTail(newest, LINES) };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
