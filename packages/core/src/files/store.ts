import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join, posix } from 'node:path';
import { FlightlineError, type Problem } from '../errors';
import { decodeText, unreadable } from '../readers/source';
import { type Ignored, ignoredIn } from './ignored';
import { walk } from './walk';

/** Makes something of a text; `file` is how messages name it. Raises FILE_UNREADABLE for what it cannot parse. */
export type Parse<T> = (text: string, file: string) => T | Promise<T>;

/** `ignored`: Nx does not hash it. `link`: it is one, or a folder above it is. */
export type Kind = 'file' | 'folder' | 'missing' | 'link' | 'ignored' | 'outside' | 'special';

/** Larger files are no source that a check could make sense of. */
const LARGEST = 16 * 1024 * 1024;

/** How many code units of texts are kept, so that checks that read everything do not read it again. */
const KEPT = 64 * 1024 * 1024;

/** Built things, below the root of the release project. */
const BUILT = ['dist/', 'vms/artifacts/'];

/** The files of a workspace, by their paths relative to it, each looked at once. */
export interface Store {
  /** Of the release project; '' is the workspace. */
  readonly root: string;
  /** What is below `root`, relative to it. */
  list(): { paths: readonly string[]; problems: readonly Problem[] };
  kind(file: string): Kind;
  head(file: string, bytes: number): Buffer;
  bytes(file: string): Buffer;
  text(file: string): string;
  parsed<T>(file: string, parse: Parse<T>): Promise<T>;
}

export function openStore(workspaceRoot: string, root: string): Store {
  const isIgnored = ignoredIn(workspaceRoot);
  const listed = new Set<string>();
  const found = once(kindIn(workspaceRoot, isIgnored));
  // What a walk has met needs no second look.
  const kind = (file: string) => (listed.has(file) ? 'file' : found(file));
  const list = once(() => listBelow(workspaceRoot, root, isIgnored, listed));
  const head = (file: string, bytes: number) => {
    refuse(file, REFUSALS[kind(file)]);
    return guarded(file, () => readStart(join(workspaceRoot, file), bytes));
  };
  const bytes = (file: string) => {
    const found = head(file, LARGEST + 1);
    refuse(file, found.length > LARGEST ? 'It is larger than 16 MiB.' : undefined);
    return found;
  };
  const text = kept((file) => decodeText(bytes(file), file));
  const parsers = new Map<Parse<unknown>, (file: string) => Promise<unknown>>();
  const parserOf = (parse: Parse<unknown>) => {
    const known = parsers.get(parse) ?? once((file) => parsed(file, text, parse));
    parsers.set(parse, known);
    return known;
  };
  return {
    ...{ root, kind, head, bytes, text },
    list: () => list(root),
    parsed: <T>(file: string, parse: Parse<T>) => parserOf(parse)(file) as Promise<T>,
  };
}

const REFUSALS: Readonly<Record<Kind, string | undefined>> = {
  file: undefined,
  folder: 'It is a folder.',
  missing: 'It does not exist.',
  link: 'It is a link, or in a folder that is one; Nx does not notice changes of the file behind it.',
  ignored: 'It is left out by .gitignore or .nxignore, so Nx does not notice its changes.',
  outside: 'It is not in the workspace.',
  special: 'It is no regular file.',
};

function refuse(file: string, because: string | undefined): void {
  if (because !== undefined) throw unreadable(file, [{ file, message: because }]);
}

function kindIn(workspaceRoot: string, isIgnored: Ignored): (file: string) => Kind {
  const onDisk = (file: string): Kind => {
    const found = guarded(file, () => kindOf(join(workspaceRoot, file)));
    return found !== 'missing' && isIgnored(found === 'folder' ? `${file}/` : file)
      ? 'ignored'
      : found;
  };
  const folderKind = once((folder): Kind => {
    if (folder === '.') return 'folder';
    const above = folderKind(posix.dirname(folder));
    return above === 'folder' ? onDisk(folder) : above;
  });
  return (file) => {
    if (file === '..' || file.startsWith('../') || posix.isAbsolute(file)) return 'outside';
    if (file === '.') return 'folder';
    const above = folderKind(posix.dirname(file));
    if (above === 'folder') return onDisk(file);
    return above === 'link' || above === 'ignored' ? above : 'missing';
  };
}

/** What says that there is nothing, beside ENOENT. */
const NOTHING = ['ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'];

function kindOf(path: string): Kind {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'missing';
    if (found.isSymbolicLink()) return 'link';
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'special';
  } catch (error) {
    if (NOTHING.includes((error as NodeJS.ErrnoException).code ?? '')) return 'missing';
    throw error;
  }
}

function listBelow(
  workspaceRoot: string,
  root: string,
  isIgnored: Ignored,
  listed: Set<string>,
): ReturnType<Store['list']> {
  const prefix = root === '' ? '' : `${root}/`;
  const built = new Set(BUILT.map((folder) => `${prefix}${folder}`));
  const { files, problems } = walk(
    workspaceRoot,
    root,
    (path) => built.has(path) || isIgnored(path),
  );
  for (const file of files) listed.add(file);
  return { paths: files.map((file) => file.slice(prefix.length)), problems };
}

function readStart(path: string, bytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const start = Buffer.alloc(Math.min(bytes, size));
    return start.subarray(0, readSync(file, start, 0, start.length, 0));
  } finally {
    closeSync(file);
  }
}

/** What the system says against it becomes the error of the file. */
function guarded<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw unreadable(file, [{ file, message: (error as Error).message }]);
  }
}

/** A parser that loses itself in a file, e.g. in the depth of it, has not read it. */
async function parsed<T>(
  file: string,
  text: (file: string) => string,
  parse: Parse<T>,
): Promise<T> {
  const content = text(file);
  try {
    return await parse(content, file);
  } catch (error) {
    if (error instanceof FlightlineError) throw error;
    const message = `Its parser gave up: ${(error as Error).message}`;
    throw unreadable(file, [{ file, message }]);
  }
}

function once<T>(find: (key: string) => T): (key: string) => T {
  const found = new Map<string, T>();
  return (key) => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const value = find(key);
    found.set(key, value);
    return value;
  };
}

/** As `once`, for as long as there is room. */
function kept(find: (file: string) => string): (file: string) => string {
  const found = new Map<string, string>();
  let room = KEPT;
  return (file) => {
    const known = found.get(file);
    if (known !== undefined) return known;
    const text = find(file);
    if (text.length <= room) {
      found.set(file, text);
      room -= text.length;
    }
    return text;
  };
}
