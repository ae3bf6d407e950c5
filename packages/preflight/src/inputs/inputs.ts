// What the answers of the cached stage depend on, as Nx is to hash it. The named input `preflightSources` of a release
// project is derived from what its checks look at; what they look at may change with what they find there. So each
// run compares the two, and an answer that Nx would keep although it looked elsewhere is no success.
import { posix } from 'node:path';
import type { Problem } from '@flightline/core/errors';
import { type FilesRecord, matchesGlob } from '@flightline/core/files';

/** The named input, in nx.json for all release projects and in project.json for one. */
export const NAMED_INPUT = 'preflightSources';

const PROJECT = '{projectRoot}/';
const WORKSPACE = '{workspaceRoot}/';

/** What was looked at, as inputs of a task, sorted. `root` is that of the release project. */
export function inputsOf(records: readonly FilesRecord[], root: string): string[] {
  const patterns = [...new Set(records.flatMap((record) => record.patterns))];
  const files = records
    .flatMap((record) => record.files)
    .filter((path) => path !== '.' && !patterns.some((glob) => matchesGlob(path, glob)));
  return [...new Set([...patterns, ...files].map((path) => inputOf(path, root)))].sort();
}

function inputOf(path: string, root: string): string {
  return path.startsWith('../') ? `${WORKSPACE}${posix.join(root, path)}` : `${PROJECT}${path}`;
}

/** What was looked at and is in none of the inputs, relative to the workspace. */
export function notFollowed(
  records: readonly FilesRecord[],
  inputs: readonly unknown[],
  root: string,
): Problem[] {
  const globs = inputs.filter((input) => typeof input === 'string').map(plain);
  const follows = (glob: string, path: string) => glob === path || matchesGlob(path, glob);
  const taken = globs.filter((glob) => !glob.startsWith('!'));
  const left = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  return inputsOf(records, root)
    .filter((input) => {
      const path = plain(input);
      const isTaken = taken.some((glob) => follows(glob, path));
      return !isTaken || left.some((glob) => follows(glob, path));
    })
    .map((path) => ({
      file: path
        .replace(PROJECT, root === '' || root === '.' ? '' : `${root}/`)
        .replace(WORKSPACE, ''),
      message: 'A check looks at it, and Nx would not notice its changes.',
    }));
}

/** Without braces, which mean something in globs. */
const plain = (input: string): string => input.replace(PROJECT, 'p/').replace(WORKSPACE, 'w/');
