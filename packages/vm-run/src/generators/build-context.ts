// What the build of a release project can see, as inputs of its task. A digest of it decides whether Nx builds. The
// sets of files beside it are for `nx affected`, which looks at changed paths and runs no command: they may hold a
// file too many, and none too few of those that git tracks.
import { posix } from 'node:path';
import { type BuildFiles, contextCommand } from '@flightline/core/build-context';
import { UserError } from '@flightline/core/errors';
import type { ProjectFacts } from '@flightline/core/executor';
import { type IgnoreRule, mayMeet, parseDockerignore } from '@flightline/core/readers/dockerignore';
import type { JsonObject } from './complete';
import type { Inputs } from './task-inputs';

const EXECUTOR = '@flightline/docker-build:docker-build';

/** As its schema has it. */
const DEFAULTS: BuildFiles = { file: 'Dockerfile', context: '.' };

/** Reads a text file of the workspace; undefined when there is none. */
type ReadText = (path: string) => string | undefined;

/** A project.json whose named input `buildContext` holds what its builds can see. */
export function withBuildContext(project: JsonObject, root: string, text: ReadText): JsonObject {
  const builds = buildsOf((project['targets'] ?? {}) as ProjectFacts['targets']);
  if (builds.length === 0) return project;
  const buildContext = buildContextInputs(root, builds, text);
  return {
    ...project,
    namedInputs: { ...(project['namedInputs'] as JsonObject | undefined), buildContext },
  };
}

/** Every Dockerfile with its context that the build may be asked for by its options. */
function buildsOf(targets: ProjectFacts['targets']): BuildFiles[] {
  const builds = Object.values(targets)
    .filter(({ executor }) => executor === EXECUTOR)
    .flatMap(({ options = {}, configurations = {} }) =>
      [{}, ...Object.values(configurations)].map((more) => buildOf({ ...options, ...more })),
    );
  const unique = new Map(builds.map((one) => [JSON.stringify(one), one]));
  return [...unique.values()];
}

function buildOf(options: Readonly<Record<string, unknown>>): BuildFiles {
  const { file, context } = options;
  return {
    file: posix.normalize(typeof file === 'string' ? file : DEFAULTS.file),
    context: posix.normalize(typeof context === 'string' ? context : DEFAULTS.context),
  };
}

function buildContextInputs(root: string, builds: readonly BuildFiles[], text: ReadText): Inputs {
  const sets = builds.map((build) => fileSets(build, (path) => text(posix.join(root, path))));
  const [first, ...others] = sets.map(({ leaves }) => leaves);
  // What one build leaves out another may take, and a file that is left out is left out for all.
  const leaves = (first ?? []).filter((one) => others.every((list) => list.includes(one)));
  return [
    ...new Set(sets.flatMap(({ takes }) => takes)),
    ...leaves.map((one) => `!${one}`),
    ...builds.map((build) => ({ runtime: contextCommand(root, build) })),
  ];
}

interface FileSets {
  takes: string[];
  leaves: string[];
}

function fileSets(build: BuildFiles, text: ReadText): FileSets {
  const { file, context } = build;
  const own = [`${file}.dockerignore`, posix.join(context, '.dockerignore')].filter(
    (path) => text(path) !== undefined,
  );
  // Engines differ in which of two they read.
  const rules = own.length === 1 ? rulesOf(own[0] ?? '', text) : [];
  const inContext = (path: string) => `{projectRoot}/${posix.join(context, path)}`;
  const always = [file, ...own];
  const { shown, hidden } = patternsOf(rules);
  return {
    takes: [
      ...always.map((path) => `{projectRoot}/${path}`),
      ...shown.flatMap(globs).map(inContext),
    ],
    leaves: hidden
      .filter((pattern) => !always.some((path) => hides(pattern, posix.relative(context, path))))
      .flatMap(globs)
      .map(inContext),
  };
}

function rulesOf(path: string, text: ReadText): readonly IgnoreRule[] {
  try {
    return parseDockerignore(text(path) ?? '', path).rules;
  } catch (error) {
    // The build says what is wrong with it.
    if (error instanceof UserError) return [];
    throw error;
  }
}

const hides = (pattern: string, path: string) => parseDockerignore(pattern, '').hides(path);

/** Rules in their order as two sets, in which order means nothing. */
function patternsOf(rules: readonly IgnoreRule[]): { shown: string[]; hidden: string[] } {
  const nothing = rules.findLastIndex(({ brings, pattern }) => !brings && isAll(pattern));
  const later = rules.slice(nothing + 1);
  const brought = later.filter(({ brings }) => brings).map(({ pattern }) => pattern);
  const everything = nothing === -1 || !brought.every(isGlob);
  return {
    shown: everything ? ['**'] : brought,
    hidden: later
      .filter(({ brings, pattern }) => !brings && isGlob(pattern))
      .filter((rule) => !broughtBack(rule, later))
      .map(({ pattern }) => pattern),
  };
}

const broughtBack = (rule: IgnoreRule, rules: readonly IgnoreRule[]): boolean =>
  rules.slice(rules.indexOf(rule)).some((one) => one.brings && mayMeet(one.pattern, rule.pattern));

const isAll = (pattern: string) => pattern === '*' || pattern === '**';

/** What Nx and the engines read alike: names, `*` in a name, and `**` as a whole one. */
const isGlob = (pattern: string) =>
  pattern.split('/').every((part) => part === '**' || /^(?:[\w.@+ -]|\*(?!\*))+$/.test(part));

/** A pattern means a file, or a folder with all that is in it. */
function globs(pattern: string): string[] {
  if (isAll(pattern)) return ['**/*'];
  return pattern.endsWith('/**') ? [`${pattern}/*`] : [pattern, `${pattern}/**/*`];
}
