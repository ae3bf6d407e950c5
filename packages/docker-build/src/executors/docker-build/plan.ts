import { join, normalize, relative, sep } from 'node:path';
import type { BuildFiles } from '@flightline/core/build-context';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type Base, type BaseDefinition, baseProblems, planBase } from '../../bases';
import type { BuildRequest } from '../../engines/engine';
import { followedProblems } from './followed';
import { type Asked, NOTHING_ASKED } from '../../engines/flags';
import {
  IMAGE_DEFAULTS,
  type ImageFacts,
  type ImageOptions,
  imageProblems,
  planImage,
} from './image';
import { type Mirrors, mirrorProblems } from './mirrors';
import { secretProblems } from './secrets';

/** Options without a default: undefined means not asked for. */
type Optional = 'network' | 'pull' | 'shmSize';

type Defined<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Paths are relative to the release root and stay in it. */
export interface BuildOptions
  extends Omit<Asked, Optional | 'metadata'>, Defined<Pick<Asked, Optional>>, ImageOptions {
  context: string;
  /** Name of an engine, or `auto`. */
  engine: string;
  artifact: string;
  bases: Readonly<Record<string, BaseDefinition>>;
  mirrors: Mirrors;
  /** The engine describes what it made. */
  metadata: boolean;
  extraArgs: readonly string[];
  dryRun: boolean;
}

export const BUILD_DEFAULTS = {
  file: 'Dockerfile',
  context: '.',
  target: 'artifact',
  buildArgs: {},
  engine: 'auto',
  artifact: 'dist/artifact',
  bases: {},
  mirrors: {},
  ...IMAGE_DEFAULTS,
  secrets: {},
  ssh: [],
  cacheFrom: [],
  cacheTo: [],
  noCache: false,
  addHosts: {},
  ulimits: {},
  metadata: false,
  extraArgs: [],
  dryRun: false,
} as const satisfies BuildOptions;

export interface BuildFacts extends ImageFacts {
  /** Name of the release project. */
  project: string;
  /** Absolute. */
  workspaceRoot: string;
  /** Relative to the workspace. */
  projectRoot: string;
  /** What stands at an absolute path. */
  kindOf(path: string): 'file' | 'folder' | 'nothing';
  /** The named input `buildContext` of the release project. */
  buildContext: readonly unknown[];
  /** Says of a folder of the context whether no engine shows it to the build. */
  hiderFor(build: BuildFiles): { hidesAllIn(path: string): boolean };
}

/** Everything about a build but the engine. */
export interface BuildPlan {
  /** Absolute folder in which the engine works; paths of the request are relative to it. */
  cwd: string;
  request: BuildRequest;
  bases: readonly Base[];
  /** The Dockerfile as it was written; with mirrors the request names another one. */
  written: string;
  mirrors: Mirrors;
  /** Absolute paths. */
  paths: BuildPaths;
}

interface BuildPaths {
  /** Folder of the artifact. */
  artifact: string;
  /** Folder beside it for everything that is not the artifact. */
  records: string;
  /** Where the engine exports to. */
  staging: string;
  log: string;
  /** Digest and files of the artifact: the same for the same artifact. */
  manifest: string;
  /** Engine, times, arguments: of this build. */
  build: string;
  /** What the engine says of its result, where it was asked to. */
  metadata: string;
}

const RECORDS = join('dist', 'docker-build');
const METADATA = 'metadata.json';

/** Raises OPTIONS_INVALID with everything that is wrong with the options. */
export function planBuild(options: BuildOptions, facts: BuildFacts): BuildPlan {
  rejectProblems(
    'OPTIONS_INVALID',
    `The options of 'docker-build' of '${facts.project}' do not describe a build.`,
    `Change them in '${join(facts.projectRoot, 'project.json')}'.`,
    problemsOf(options, facts),
  );
  const cwd = join(facts.workspaceRoot, facts.projectRoot);
  const records = join(cwd, RECORDS);
  return {
    cwd,
    request: {
      ...askedOf(options),
      ...(Object.keys(options.mirrors).length > 0 && { file: join(RECORDS, 'Dockerfile') }),
      ...planImage(options, facts),
      context: normalize(options.context),
      extraArgs: options.extraArgs,
      output: options.export ? join(RECORDS, 'staging') : undefined,
      image: `localhost/flightline/${imageName(facts.project)}`,
      throwaway: false,
    },
    bases: Object.entries(options.bases).map(([image, definition]) => planBase(image, definition)),
    written: normalize(options.file),
    mirrors: options.mirrors,
    paths: {
      artifact: join(cwd, options.artifact),
      records,
      staging: join(records, 'staging'),
      log: join(records, 'build.log'),
      manifest: join(records, 'manifest.json'),
      build: join(records, 'build.json'),
      metadata: join(records, METADATA),
    },
  };
}

function askedOf(options: BuildOptions): Asked {
  const { target, buildArgs, secrets, ssh, cacheFrom, cacheTo, noCache } = options;
  const { network, pull, addHosts, ulimits, shmSize } = options;
  return {
    ...NOTHING_ASKED,
    ...(options.metadata && { metadata: join(RECORDS, METADATA) }),
    ...{ file: normalize(options.file), target, buildArgs, secrets, ssh, cacheFrom, cacheTo },
    ...{ noCache, network, pull, addHosts, ulimits, shmSize },
  };
}

/** Letters, digits and single separators, as image names want them; project names may hold anything. */
function imageName(project: string): string {
  const words = project.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.length === 0 ? 'release' : words.join('-');
}

const STAGE = /^[a-z0-9][a-z0-9_.-]*$/i;
const ARGUMENT = /^[A-Za-z_][A-Za-z0-9_]*$/;

function problemsOf(options: BuildOptions, facts: BuildFacts): Problem[] {
  const { file, context, target, buildArgs, artifact, bases, dryRun } = options;
  const build = { file: normalize(file), context: normalize(context) };
  const at = (path: string) => join(facts.workspaceRoot, facts.projectRoot, path);
  const rules: readonly (readonly [key: string, holds: boolean, says: string])[] = [
    ['file', isInside(file), outside(file)],
    ['file', facts.kindOf(at(file)) === 'file', `'${file}' is no file.`],
    ['context', isInside(context), outside(context)],
    ['context', facts.kindOf(at(context)) === 'folder', `'${context}' is no folder.`],
    ['target', STAGE.test(target), `'${target}' cannot be the name of a stage.`],
    [
      'artifact',
      relative(at(BUILD_DEFAULTS.artifact), at(artifact)) === '',
      `'${artifact}' is no folder that Nx keeps or a box looks at, so that old files would pass for this build's: leave the option out, which means '${BUILD_DEFAULTS.artifact}'.`,
    ],
    [
      'dryRun',
      !(dryRun && facts.cached),
      'Nx would keep what stands there now as the outputs of a dry run, and put it back at the next one: add --skip-nx-cache.',
    ],
    ...Object.keys(buildArgs).map(
      (name) => [`buildArgs.${name}`, ARGUMENT.test(name), `'${name}' cannot be an ARG.`] as const,
    ),
  ];
  return [
    ...rules.filter(([, holds]) => !holds).map(([key, , message]) => ({ key, message })),
    ...(facts.cached && isInside(file) && isInside(context)
      ? followedProblems(build, { ...facts, ...facts.hiderFor(build) })
      : []),
    ...imageProblems(options, facts),
    ...secretProblems(options.secrets, { cwd: at('.'), env: facts.env }),
    ...ownWords(options.extraArgs),
    ...mirrorProblems(options.mirrors),
    ...Object.entries(bases).flatMap(([image, base]) =>
      baseProblems(image, base).map((problem) => ({ key: `bases.${image}`, ...problem })),
    ),
  ];
}

/** Says whether a path that is relative to the release root stays in it. */
function isInside(path: string): boolean {
  const [first] = normalize(path).split(sep);
  return first !== '..';
}

/** Flags that this executor gives itself: a second one would win, and the build would not be the one that was planned. */
const OWN = /^(?:-f|-o|-t|--(?:file|output|tag|target|iidfile|metadata-file|isolation))(?:=|$)/;

function ownWords(extraArgs: readonly string[]): Problem[] {
  return extraArgs
    .filter((word) => OWN.test(word))
    .map((word) => ({
      key: 'extraArgs',
      message: `'${word}' is decided by other options.`,
    }));
}

function outside(path: string): string {
  return `'${path}' is not inside the release project, where alone 'nx affected' looks for what changed: move it there.`;
}
