// A reader of its own, because what stands on npm is made for editors: `dockerfile-ast` 0.7.1 takes `"a <<EOF b"` in
// quotes for a here-document that swallows the rest of the file, joins lines at an escaped backslash, and takes time
// that grows with the square of the file. Here the engine's rules are followed, line by line.
import type { Problem } from '../../errors';
import { readText, unreadable } from '../source';
import { type Instruction, parseInstruction } from './instruction';
import { splitLines } from './lines';
import { type Base, type Source, type Stage, readStages } from './stages';

export { type Flag, type Instruction, type Pair, flagOf } from './instruction';
export type { Heredoc } from './lines';
export type { Base, Source, Stage } from './stages';
export type { Expansion } from './substitute';

export interface Dockerfile {
  readonly file: string;
  /** Parser directives by their name in lower case: `syntax`, `escape`, `check`. */
  readonly directives: ReadonlyMap<string, string>;
  /** ARG before the first FROM. */
  readonly globals: readonly Instruction[];
  /** In the order of the file; at least one. */
  readonly stages: readonly Stage[];
}

/** Larger files are refused. */
const MAX_LENGTH = 1_048_576;
const MAX_INSTRUCTIONS = 10_000;
const MAX_VALUES = 16_777_216;
const MAX_PROBLEMS = 100;

/**
 * Reads a Dockerfile; `file` is how messages name it, `buildArgs` what the build is given (`--build-arg`).
 * Raises FILE_UNREADABLE with every mistake and its line.
 */
export function readDockerfile(
  path: string,
  file = path,
  buildArgs: Readonly<Record<string, string>> = {},
): Dockerfile {
  return parseDockerfile(readText(path, file), file, buildArgs);
}

/** As `readDockerfile`, for a text that has been read. */
export function parseDockerfile(
  text: string,
  file: string,
  buildArgs: Readonly<Record<string, string>> = {},
): Dockerfile {
  if (text.length > MAX_LENGTH) {
    throw unreadable(file, [{ file, message: `It is longer than ${MAX_LENGTH} characters.` }]);
  }
  const { directives, escape, lines, mistakes } = splitLines(text);
  if (lines.length > MAX_INSTRUCTIONS) {
    throw unreadable(file, [
      { file, message: `It has more than ${MAX_INSTRUCTIONS} instructions.` },
    ]);
  }
  const problems: Problem[] = mistakes.map((mistake) => ({ file, ...mistake }));
  const instructions = lines.flatMap(
    (line) =>
      parseInstruction(line, escape, (mistake) => problems.push({ file, ...mistake })) ?? [],
  );
  const { globals, stages } = readStages(instructions, {
    escape,
    buildArgs: new Map(Object.entries(buildArgs)),
    room: MAX_VALUES,
    mistake: ({ line, column }, message) => problems.push({ file, line, column, message }),
  });
  if (stages.length === 0 && problems.length === 0) {
    problems.push({ file, message: 'It has no FROM.' });
  }
  if (problems.length > 0) {
    problems.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
    throw unreadable(file, problems.slice(0, MAX_PROBLEMS));
  }
  return { file, directives, globals, stages };
}

/** The stage that is built: the last one, or the one of that name or index; undefined when there is none. */
export function stageOf({ stages }: Dockerfile, target?: string): Stage | undefined {
  if (target === undefined) return stages.at(-1);
  return (
    stages.findLast(({ name }) => name === target.toLowerCase()) ??
    stages.find(({ index }) => String(index) === target)
  );
}

/** The stages that one is based on, from the first to itself. */
export function chainOf(stage: Stage): readonly Stage[] {
  const chain = [stage];
  for (let { base } = stage; base.kind === 'stage'; base = base.stage.base) {
    chain.unshift(base.stage);
  }
  return chain;
}

/**
 * The stages that an engine builds for one, itself the last, in the order of the file. A FROM whose value only the
 * build knows counts all stages that it could name.
 */
export function neededFor(stage: Stage): readonly Stage[] {
  const needed = new Set<Stage>();
  const open = [stage];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (needed.has(one)) continue;
    needed.add(one);
    const bases = [one.base, ...one.sources.map(({ base }) => base)];
    open.push(...bases.flatMap((base) => (base.kind === 'stage' ? [base.stage] : [])));
    if (one.base.kind === 'unknown') open.push(...one.alternatives);
  }
  return [...needed].sort((a, b) => a.index - b.index);
}

/** Stages that no other is made from, under any value of the variables in FROM: what can be shipped. */
export function finalStages({ stages }: Dockerfile): readonly Stage[] {
  const used = new Set(
    stages.flatMap(({ base, sources, alternatives }) => [
      ...[base, ...sources.map((source) => source.base)].flatMap((one) =>
        one.kind === 'stage' ? [one.stage] : [],
      ),
      ...alternatives,
    ]),
  );
  return stages.filter((stage) => !used.has(stage));
}

/** The images that building a stage takes from a registry or from the engine's store, each once, sorted. */
export function imagesOf(stage: Stage): readonly string[] {
  const bases: Base[] = neededFor(stage).flatMap(
    ({ base, sources }: { base: Base; sources: readonly Source[] }) => [
      base,
      ...sources.map((source) => source.base),
    ],
  );
  return [...new Set(bases.flatMap((base) => (base.kind === 'image' ? [base.image] : [])))].sort();
}
