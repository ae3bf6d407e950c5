import { join, normalize, relative, sep } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type Base, type BaseDefinition, baseProblems, planBase } from '../../bases';
import type { BuildRequest } from '../../engines/engine';

/** Paths are relative to the release root, `context` and `file` may lead up to the workspace's. */
export interface BuildOptions {
  file: string;
  context: string;
  target: string;
  buildArgs: Readonly<Record<string, string>>;
  /** Name of an engine, or `auto`. */
  engine: string;
  artifact: string;
  bases: Readonly<Record<string, BaseDefinition>>;
  /** The engine's default when left out. */
  network?: string;
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
  dryRun: false,
} as const satisfies BuildOptions;

export interface BuildFacts {
  /** Name of the release project. */
  project: string;
  /** Absolute. */
  workspaceRoot: string;
  /** Relative to the workspace. */
  projectRoot: string;
  /** What stands at an absolute path. */
  kindOf(path: string): 'file' | 'folder' | 'nothing';
}

/** Everything about a build but the engine. */
export interface BuildPlan {
  /** Absolute folder in which the engine works; paths of the request are relative to it. */
  cwd: string;
  request: BuildRequest;
  bases: readonly Base[];
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
  metadata: string;
}

const RECORDS = join('dist', 'docker-build');

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
      file: normalize(options.file),
      context: normalize(options.context),
      target: options.target,
      buildArgs: options.buildArgs,
      network: options.network,
      output: join(RECORDS, 'staging'),
      image: `localhost/flightline/${imageName(facts.project)}`,
      throwaway: false,
    },
    bases: Object.entries(options.bases).map(([image, definition]) => planBase(image, definition)),
    paths: {
      artifact: join(cwd, options.artifact),
      records,
      staging: join(records, 'staging'),
      log: join(records, 'build.log'),
      manifest: join(records, 'manifest.json'),
      metadata: join(records, 'build.json'),
    },
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
  const { file, context, target, buildArgs, artifact, bases } = options;
  const root = join(facts.workspaceRoot, facts.projectRoot);
  const at = (path: string) => join(root, path);
  const inWorkspace = (path: string) => isInside(facts.workspaceRoot, at(path));
  const rules: readonly (readonly [key: string, holds: boolean, says: string])[] = [
    ['file', inWorkspace(file), `'${file}' lies outside the workspace.`],
    ['file', facts.kindOf(at(file)) === 'file', `'${file}' is no file.`],
    ['context', inWorkspace(context), `'${context}' lies outside the workspace.`],
    ['context', facts.kindOf(at(context)) === 'folder', `'${context}' is no folder.`],
    ['target', STAGE.test(target), `'${target}' cannot be the name of a stage.`],
    [
      'artifact',
      isInside(root, at(artifact)) &&
        ![file, context, RECORDS].some((path) => isInside(at(artifact), at(path))) &&
        !isInside(at(RECORDS), at(artifact)),
      `'${artifact}' is replaced by each build: it must lie inside the release project, and apart from what the build reads and from '${RECORDS}'.`,
    ],
    ...Object.keys(buildArgs).map(
      (name) => [`buildArgs.${name}`, ARGUMENT.test(name), `'${name}' cannot be an ARG.`] as const,
    ),
  ];
  return [
    ...rules.filter(([, holds]) => !holds).map(([key, , message]) => ({ key, message })),
    ...Object.entries(bases).flatMap(([image, base]) =>
      baseProblems(image, base).map((problem) => ({ key: `bases.${image}`, ...problem })),
    ),
  ];
}

/** A folder is inside itself. */
function isInside(folder: string, path: string): boolean {
  return relative(folder, path).split(sep)[0] !== '..';
}
