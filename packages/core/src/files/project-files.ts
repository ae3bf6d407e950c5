// Checks look at the release project through this view, for three reasons: what they were shown is known afterwards, ten
// checks read and parse a file once, and nothing is shown that Nx does not hash, so that no answer from its cache is
// about a file that changed meanwhile.
import { posix, relative, sep } from 'node:path';
import { unreadable } from '../readers/source';
import { type FilesRecord, matcher, recorder } from './record';
import { type Kind, type Parse, type Store, openStore } from './store';

/**
 * The files of a release project, to be looked at. Paths are relative to its root, with `/`; `../` leads to the
 * rest of the workspace. Not shown are links, what is behind them, and what Nx does not hash because of `.gitignore` or
 * `.nxignore`. What cannot be read raises FILE_UNREADABLE, which makes the answer of a check `unverified`.
 */
export interface ProjectFiles {
  /** The file as messages name it: relative to the workspace. */
  name(path: string): string;
  /** The path of what messages name so. */
  path(name: string): string;
  /**
   * The files below the root of the release project that match one of the globs, sorted. Built things are left out:
   * `dist` and `vms/artifacts`. A folder that cannot be looked into raises FILE_UNREADABLE.
   */
  find(...globs: string[]): readonly string[];
  /** What there is; only a `file` can be read. */
  kind(path: string): Kind;
  /** At most so many bytes from the beginning of a file of any size. */
  head(path: string, bytes: number): Buffer;
  /** The bytes of a file of at most 16 MiB. */
  bytes(path: string): Buffer;
  /** The text of a file of at most 16 MiB in UTF-8, without a byte order mark. */
  text(path: string): string;
  /** What a parser makes of a text; each parser is asked once about each file. */
  read<T>(path: string, parse: Parse<T>): Promise<T>;
  /** The same view with a record of its own of what is looked at through it. */
  recorded(): RecordedFiles;
}

interface RecordedFiles {
  files: ProjectFiles;
  record: () => FilesRecord;
}

/**
 * Looks at nothing before it is asked. What it has shown once, it shows until the end, whatever happens on disk.
 * Both roots are absolute.
 */
export function openProjectFiles(workspaceRoot: string, releaseRoot: string): ProjectFiles {
  const root = relative(workspaceRoot, releaseRoot).split(sep).join('/');
  return viewOf(openStore(workspaceRoot, root)).files;
}

function viewOf(store: Store): RecordedFiles {
  const { pattern, file, record } = recorder();
  const name = (path: string) => posix.join(store.root, path);
  /** Every way to a file leads through here. */
  const seen = (path: string) => {
    const known = posix.normalize(path);
    file(known);
    return name(known);
  };
  const files: ProjectFiles = {
    name,
    path: (of) => posix.relative(store.root, of),
    find: (...globs) => {
      for (const glob of globs) pattern(glob);
      const { paths, problems } = store.list();
      if (problems.length > 0) throw unreadable(store.root === '' ? '.' : store.root, problems);
      return paths.filter(matcher(globs));
    },
    kind: (path) => store.kind(seen(path)),
    head: (path, bytes) => store.head(seen(path), bytes),
    bytes: (path) => store.bytes(seen(path)),
    text: (path) => store.text(seen(path)),
    read: (path, parse) => store.parsed(seen(path), parse),
    recorded: () => viewOf(store),
  };
  return { files, record };
}
