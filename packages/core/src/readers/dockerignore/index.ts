// What a build may see of its context. One file of patterns decides, and the engines read it alike but for a few
// spellings (seen on Docker 20.10 and 28.2, buildah 1.28 and podman 4.3; `disputes` below). The order of the
// patterns matters: the last one that matches a path, or a folder above it, decides.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import {
  type Hider,
  type IgnoreRule,
  hiderOf,
  isGlued,
  isPlain,
  isWellFormed,
  mayMeet,
  readRules,
} from '../../../bin/ignore-rules.js';
import type { Problem } from '../../errors';
import { readText, unreadable } from '../source';

export type { IgnoreRule } from '../../../bin/ignore-rules.js';
export { mayMeet };

/** What it hides, it hides from every engine; the Dockerfile and this file are read whatever is said here. */
export interface Dockerignore extends Hider {
  /** As messages name it. */
  readonly file: string;
  readonly rules: readonly IgnoreRule[];
  /** Patterns that the engines read differently, and what they make of them. */
  readonly disputes: readonly Problem[];
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
  const rules = readRules(text);
  const broken = rules.filter(({ pattern }) => pattern === '' || !isWellFormed(pattern));
  if (broken.length > 0) {
    throw unreadable(
      file,
      broken.map(({ pattern, line }) => ({
        file,
        line,
        message:
          pattern === '' ? "'!' without a pattern." : `'${beginning(pattern)}' is no pattern.`,
      })),
    );
  }
  return {
    file,
    rules,
    disputes: rules.flatMap((rule) =>
      DISPUTES.filter(([applies]) => applies(rule)).map(([, says]) => ({
        file,
        line: rule.line,
        message: `'${rule.words}': ${says}`,
      })),
    ),
    ...hiderOf(rules),
  };
}

const beginning = (pattern: string): string =>
  pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern;

const DISPUTES: readonly (readonly [applies: (rule: IgnoreRule) => boolean, says: string])[] = [
  [
    ({ words }) => /^!\s/.test(words),
    'buildah and podman ignore a pattern with a space behind its `!`: take the space away.',
  ],
  [
    ({ pattern }) => isGlued(pattern),
    'Docker of today hides whatever ends with that name, older ones and buildah only files of just that name: write `**/` before the name.',
  ],
  [
    ({ brings, pattern }) => brings && !isPlain(posix.dirname(pattern)),
    'BuildKit of today brings such files back from everywhere, other engines not from a folder that is hidden: name the folder in a `!` pattern of its own.',
  ],
];
