import picomatch from 'picomatch';

/** What was looked at, relative to the root of the release project and sorted: the inputs of an answer. */
export interface FilesRecord {
  /** Globs that were looked for. */
  readonly patterns: readonly string[];
  /** Files that were asked about by name and are no match of these, whether they exist or not. */
  readonly files: readonly string[];
}

/** Keeps account of what is looked at. */
export interface Recorder {
  pattern: (glob: string) => void;
  file: (path: string) => void;
  record: () => FilesRecord;
}

/**
 * Tells paths that match one of the globs. Paths that begin with a dot are matched like others: `.github/workflows` is
 * no secret.
 */
export const matcher = (patterns: readonly string[]): ((path: string) => boolean) =>
  picomatch([...patterns], { dot: true });

/** For one path; a `matcher` is made once for many. */
export const matchesGlob = (path: string, glob: string): boolean => matcher([glob])(path);

export function recorder(): Recorder {
  const patterns = new Set<string>();
  const files = new Set<string>();
  return {
    pattern: (glob) => void patterns.add(glob),
    file: (path) => void files.add(path),
    record: () => {
      const isFound = patterns.size === 0 ? () => false : matcher([...patterns]);
      return {
        patterns: [...patterns].sort(),
        files: [...files].filter((path) => !isFound(path)).sort(),
      };
    },
  };
}
