import type { Targets } from '@flightline/core/check';
import { FlightlineError } from '@flightline/core/errors';
import type { ProjectFiles } from '@flightline/core/files';
import { finalStages, parseDockerfile, stageOf } from '@flightline/core/readers/dockerfile';
import type { Build } from './rule';

/** What a docker-build target builds. Paths are relative to the release project. */
export interface BuildTarget {
  /** Name of the target; undefined for what would be built without one. */
  name: string | undefined;
  file: string;
  context: string;
  /** Stage that is exported; undefined for any that no other is made from. */
  stage: string | undefined;
  buildArgs: Readonly<Record<string, string>>;
}

/** With the defaults of the executor's schema. */
const DEFAULTS = { file: 'Dockerfile', context: '.', target: 'artifact', buildArgs: {} };

/** What the docker-build targets of a release project build, or would. */
export function buildTargets(targets: Targets): readonly BuildTarget[] {
  const found = Object.entries(targets)
    .filter(([, { executor }]) => executor === '@flightline/docker-build:docker-build')
    .map(([name, { options }]): BuildTarget => {
      const { target, ...rest } = { ...DEFAULTS, ...options };
      const { file, context, buildArgs } = rest;
      return { name, file, context, stage: target, buildArgs };
    });
  const { file, context, buildArgs } = DEFAULTS;
  return found.length > 0
    ? found
    : [{ name: undefined, file, context, stage: undefined, buildArgs }];
}

/**
 * The Dockerfile of a target, read as it is built, and as somebody else would build it: with the defaults of its
 * variables. Raises FILE_UNREADABLE.
 */
export function readBuilds(target: BuildTarget, files: ProjectFiles): readonly Build[] {
  const own = readBuild(target, files);
  if (Object.keys(target.buildArgs).length === 0) return [own];
  try {
    return [own, readBuild({ ...target, buildArgs: {} }, files)];
  } catch (error) {
    // A variable without a default has to be given.
    if (error instanceof FlightlineError) return [own];
    throw error;
  }
}

function readBuild({ file, context, stage, buildArgs }: BuildTarget, files: ProjectFiles): Build {
  const dockerfile = parseDockerfile(files.text(file), files.name(file), buildArgs);
  const named = stage === undefined ? undefined : stageOf(dockerfile, stage);
  return {
    dockerfile,
    shipped: named === undefined ? finalStages(dockerfile) : [named],
    textOf: (path) => {
      const found = `${context}/${path}`;
      return files.kind(found) === 'file' ? files.text(found) : undefined;
    },
  };
}
