import { posix } from 'node:path';
import { matchesGlob } from '@flightline/core/files';
import type { ArtifactRecord } from '../artifact';
import { importName } from '../versions/python';
import type { Foretelling } from './foretell';
import type { RequiredData } from './required';

/** The first column, which is in quotes where the path has a comma. */
const PATH = /^(?:"((?:[^"]|"")*)"|([^,]*)),/;

/** The paths that a RECORD lists. */
const pathsOf = ({ text }: ArtifactRecord): string[] =>
  text.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain] = PATH.exec(line) ?? [];
    const path = quoted?.replaceAll('""', '"') ?? plain ?? '';
    return path === '' ? [] : [path];
  });

/** Whether it is that of a project: `rampart-1.0.dist-info/RECORD`. */
export function isRecordOf({ file }: ArtifactRecord, project: string): boolean {
  const folder = posix.basename(posix.dirname(file));
  return importName(folder.replace(/-[^-]*\.dist-info$/, '')) === importName(project);
}

/** What of the required data a RECORD does not list: paths of the tree, and globs that mean nothing in it either. */
export function missingFrom(
  record: ArtifactRecord,
  { paths, vain }: RequiredData,
  foretold: Foretelling,
): string[] {
  const listed = pathsOf(record);
  const all = new Set(listed);
  const moved = movesOf(foretold);
  const isListed = (path: string) => {
    const expected = moved.get(path);
    return expected === undefined
      ? listed.some((one) => isSameFile(one, path))
      : expected.some((one) => all.has(one));
  };
  const isMeant = (glob: string) =>
    listed.some((one) => matchesGlob(one, glob) || matchesGlob(`src/${one}`, glob));
  return [...paths.filter((path) => !isListed(path)), ...vain.filter((glob) => !isMeant(glob))];
}

/** Where the files of the tree are foretold to lie. */
function movesOf(foretold: Foretelling): Map<string, string[]> {
  const moves = new Map<string, string[]>();
  if (foretold === undefined || 'unknown' in foretold) return moves;
  const { wheel } = foretold.forecast;
  if ('refused' in wheel) return moves;
  for (const [path, source] of wheel.archive) {
    moves.set(source, [...(moves.get(source) ?? []), path]);
  }
  return moves;
}

/** Where nothing is foretold, a folder above may have gone or come. */
const isSameFile = (listed: string, path: string) =>
  listed === path || listed.endsWith(`/${path}`) || path.endsWith(`/${listed}`);
