import { join, relative } from 'node:path';
import { type BuildFiles, contextCommand } from '@flightline/core/build-context';
import type { Problem } from '@flightline/core/errors';

/** What Nx knows of a build, and what the build can see. */
export interface FollowedFacts {
  /** Relative to the workspace. */
  projectRoot: string;
  /** The named input `buildContext` of the release project. */
  buildContext: readonly unknown[];
  /** True for a folder, relative to the context, that no engine shows to the build. */
  hidesAllIn(path: string): boolean;
}

/** Where runs write, relative to the release root. */
const WRITTEN = ['dist/artifact', 'dist/docker-build', 'dist/preflight', 'vms/artifacts'];

/** Why Nx would keep the result of a build too long, or never. */
export function followedProblems(build: BuildFiles, facts: FollowedFacts): Problem[] {
  return [...notFollowed(build, facts), ...seesWhatRunsWrite(build, facts)];
}

function notFollowed(build: BuildFiles, { projectRoot, buildContext }: FollowedFacts): Problem[] {
  const command = contextCommand(projectRoot, build);
  const follows = buildContext.some(
    (input) => (input as { runtime?: unknown }).runtime === command,
  );
  if (follows) return [];
  const { file, context } = build;
  return [
    {
      key: 'namedInputs.buildContext',
      message: `Nx does not notice what '${file}' sees of '${context}', so that an old artifact would pass for a new one: let them stand in the options of the target or in one of its configurations, and run: nx sync`,
    },
  ];
}

function seesWhatRunsWrite({ file, context }: BuildFiles, facts: FollowedFacts): Problem[] {
  const seen = WRITTEN.filter((folder) => {
    const path = relative(join('/', context), join('/', folder));
    return !path.startsWith('..') && !facts.hidesAllIn(path);
  });
  if (seen.length === 0) return [];
  const folders = seen.map((folder) => `'${folder}'`).join(', ');
  return [
    {
      key: 'context',
      message: `The build can see ${folders}, where each run writes, so that no build would be like the one before: hide them in '${join(context, '.dockerignore')}', and in '${file}.dockerignore' where there is one.`,
    },
  ];
}
