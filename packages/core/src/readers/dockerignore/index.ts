// What a build may see of its context. One file of patterns decides, and the engines read it alike but for a few
// spellings (seen on Docker 20.10 and 28.2, buildah 1.28 and podman 4.3; `disputes` below). The order of the
// patterns matters: the last one that matches a path, or a folder above it, decides.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Problem } from '../../errors';
import { readText, unreadable } from '../source';
import { GLUED, isPlain, isWellFormed, toRegExp } from './pattern';

/** A pattern with its place. */
export interface IgnoreRule {
  /** Cleaned: no slash at its ends, no `!`, no `.` or doubled slashes. */
  readonly pattern: string;
  /** True for `!pattern`, which brings back what a rule before it hides. */
  readonly brings: boolean;
  /** Counted from 1. */
  readonly line: number;
}

export interface Dockerignore {
  /** As messages name it. */
  readonly file: string;
  readonly rules: readonly IgnoreRule[];
  /** Patterns that the engines read differently, and what they make of them. */
  readonly disputes: readonly Problem[];
  /**
   * True for a path that no engine shows to a build. The path is relative to the context, with `/` and without a
   * slash at its ends. The Dockerfile and this file are read by the engine whatever is said here.
   */
  readonly hides: (path: string) => boolean;
}

/**
 * The file that holds for a Dockerfile: `<Dockerfile>.dockerignore` beside it, else `.dockerignore` at the root of
 * the context; undefined when there is neither. Docker's legacy builder knows the second alone.
 * @param folder absolute; the others are relative to it
 */
export function findDockerignore(
  folder: string,
  { file, context }: { file: string; context: string },
): string | undefined {
  const own = `${file}.dockerignore`;
  return [own, join(context, '.dockerignore')].find((path) => existsSync(join(folder, path)));
}

/** Reads a .dockerignore. Raises FILE_UNREADABLE, also for patterns that every engine refuses. */
export function readDockerignore(path: string, file = path): Dockerignore {
  return parseDockerignore(readText(path, file), file);
}

/** As `readDockerignore`, for a text that has been read. */
export function parseDockerignore(text: string, file: string): Dockerignore {
  const written = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((words, at) => ({ words, line: at + 1 }))
    // A comment begins in the first column; behind a space it is a pattern.
    .filter(({ words }) => !words.startsWith('#') && words.trim() !== '')
    .map(({ words, line }) => ({ words: words.trim(), line }));
  const rules = written.map(({ words, line }): IgnoreRule => {
    const brings = words.startsWith('!');
    return { pattern: clean(brings ? words.slice(1).trim() : words), brings, line };
  });
  const broken = rules.filter(({ pattern }) => pattern === '' || !isWellFormed(pattern));
  if (broken.length > 0) {
    throw unreadable(
      file,
      broken.map(({ pattern, line }) => ({
        file,
        line,
        message: pattern === '' ? "'!' without a pattern." : `'${pattern}' is no pattern.`,
      })),
    );
  }
  const compiled = rules.map((rule) => ({
    brings: rule.brings,
    expression: toRegExp(rule.pattern, rule.brings),
  }));
  return {
    file,
    rules,
    disputes: written.flatMap(({ words, line }, at) =>
      disputesOf(words, rules[at]?.pattern ?? '').map((message) => ({ file, line, message })),
    ),
    hides: (path) => {
      const parts = path.split('/');
      const paths = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
      return compiled.reduce(
        (hidden, { brings, expression }) =>
          hidden === brings && paths.some((one) => expression.test(one)) ? !brings : hidden,
        false,
      );
    },
  };
}

/** As Go's filepath.Clean, and relative. */
function clean(words: string): string {
  if (words === '') return '';
  const normal = posix.normalize(words);
  return normal === '/' ? normal : normal.replace(/^\//, '').replace(/\/$/, '');
}

const DISPUTES: readonly (readonly [
  applies: (words: string, pattern: string) => boolean,
  says: string,
])[] = [
  [
    (words) => /^!\s/.test(words),
    'buildah and podman ignore a pattern with a space behind its `!`: take the space away.',
  ],
  [
    (_, pattern) => GLUED.test(pattern) && isPlain(pattern.slice(2)),
    'Docker of today hides whatever ends with that name, older ones and buildah only files of just that name: write `**/` before the name.',
  ],
  [
    (words, pattern) => words.startsWith('!') && !isPlain(posix.dirname(pattern)),
    'BuildKit of today brings such files back from everywhere, other engines not from a folder that is hidden: name the folder in a `!` pattern of its own.',
  ],
];

function disputesOf(words: string, pattern: string): string[] {
  return DISPUTES.filter(([applies]) => applies(words, pattern)).map(
    ([, says]) => `'${words}': ${says}`,
  );
}
