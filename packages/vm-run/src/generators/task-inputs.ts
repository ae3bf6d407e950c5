// What a task hash must hold is easy to say in ways that give a stale green without a word. This is the one
// place where it is said; every line was tried against edits of each kind.
import type { TargetConfiguration } from '@nx/devkit';

export type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** The projects whose source is the code of a plugin, for a workspace that holds them. */
const SOURCES = {
  '@flightline/preflight': ['core', 'preflight'],
  '@flightline/docker-build': ['core', 'docker-build'],
  '@flightline/vm-run': ['core', 'vm-run', 'triage'],
} as const;

export type Plugin = keyof typeof SOURCES;

/**
 * The plugin's own part in a task hash: its installed version, or its source where it is a project of this
 * workspace (there the first form throws). Without either, Nx hashes every npm package of the workspace.
 */
export function pluginInputs(plugin: Plugin, workspacePackages: ReadonlySet<string>): Inputs {
  if (!workspacePackages.has(plugin)) return [{ externalDependencies: [plugin] }];
  return [{ externalDependencies: [] }, { input: 'production', projects: [...SOURCES[plugin]] }];
}

/** The generator that keeps projects in step with what they are derived from. */
export const SYNC = '@flightline/vm-run:sync';

/** The one that keeps the inputs of preflight in step with its checks. */
const PREFLIGHT_SYNC = '@flightline/preflight:sync';

/** The part of nx.json that all release projects and boxes share. */
export interface Settings {
  namedInputs: Record<string, Inputs>;
  targetDefaults: Record<string, TargetConfiguration>;
  sync: { globalGenerators: string[] };
}

export function workspaceSettings(workspacePackages: ReadonlySet<string>): Settings {
  return {
    namedInputs: {
      // Boxes ask their release project for these two; Nx wants every name to exist for every project.
      runner: [],
      artifactDigest: [],
      // Checks look at documents, too. A release project may have one of its own, which 'nx sync' derives.
      preflightSources: ['{projectRoot}/**/*'],
      // Each release project has its own: build-context.ts.
      buildContext: ['{projectRoot}/**/*'],
    },
    targetDefaults: {
      '@flightline/preflight:preflight': {
        cache: true,
        outputs: ['{projectRoot}/dist/preflight/source'],
      },
      '@flightline/docker-build:docker-build': {
        cache: true,
        dependsOn: ['preflight'],
        inputs: ['buildContext', ...pluginInputs('@flightline/docker-build', workspacePackages)],
        outputs: ['{projectRoot}/dist/artifact', '{projectRoot}/dist/docker-build'],
      },
      '@flightline/vm-run:vm-run': {
        cache: true,
        dependsOn: ['^docker-build'],
        inputs: [
          '{projectRoot}/**/*',
          '^runner',
          // Two spellings of one fact. The digest is taken before docker-build has run; the files are left
          // out of the hash under --exclude-task-dependencies. Each alone gives a stale green.
          '^artifactDigest',
          { dependentTasksOutputFiles: '**/dist/artifact/**/*' },
          ...HASHED_ANYWAY,
          ...pluginInputs('@flightline/vm-run', workspacePackages),
        ],
        outputs: [
          '{projectRoot}/../../artifacts/logs/{projectName}_run.log',
          '{projectRoot}/../../artifacts/reports/{options.hostname}',
          '{projectRoot}/../../artifacts/results/{projectName}',
        ],
      },
      '@flightline/vm-run:validate': { cache: false },
      '@flightline/triage:triage': { cache: false },
      'vm-image': { executor: '@flightline/vm-run:vm-image', cache: false },
      'vm-up': {
        executor: '@flightline/vm-run:vm-up',
        cache: false,
        dependsOn: ['^docker-build'],
      },
      // Alone, without a task before it, Nx hands it the keyboard.
      'vm-ssh': { executor: '@flightline/vm-run:vm-ssh', cache: false },
      'vm-down': { executor: '@flightline/vm-run:vm-down', cache: false },
      'vm-reap': { executor: '@flightline/vm-run:vm-reap', cache: false },
      'vm-prune': { executor: '@flightline/vm-run:vm-prune', cache: false },
    },
    // 'nx sync' and 'nx sync:check' run them; no task waits for them.
    sync: { globalGenerators: [SYNC, PREFLIGHT_SYNC] },
  };
}

/**
 * Nx hashes these into every task, but before 24 it takes nobody for affected by them: such an edit would run boxes
 * that `nx affected` does not list.
 */
const HASHED_ANYWAY = ['{workspaceRoot}/.gitignore', '{workspaceRoot}/.nxignore'];

/** A release project, as its inputs name it. */
interface Release {
  name: string;
  /** Relative to the workspace. */
  root: string;
}

/**
 * What preflight of one release project reads: its own files and its boxes. These inputs and those of the build
 * stand at the targets, because Nx takes no list of projects from a named input.
 */
export function preflightInputs(release: Release, workspacePackages: ReadonlySet<string>): Inputs {
  return [
    'preflightSources',
    nestedProjects(release),
    { input: 'default', projects: `tag:matrix:${release.name}` },
    ...pluginInputs('@flightline/preflight', workspacePackages),
  ];
}

/** What the build of one release project may copy. */
export function buildInputs(release: Release, workspacePackages: ReadonlySet<string>): Inputs {
  return [
    'buildContext',
    nestedProjects(release),
    ...pluginInputs('@flightline/docker-build', workspacePackages),
  ];
}

/** Nx counts the files of a project inside another one to the inner one alone; a build copies both. */
function nestedProjects({ name, root }: Release): Inputs[number] {
  const folder = root === '.' ? '**' : `${root}/**`;
  return { input: 'default', projects: [`directory:${folder}`, '!tag:type:box', `!${name}`] };
}

/** What a release project at `root` answers to the names its boxes ask for. */
export function releaseInputs(root: string): Record<string, Inputs> {
  const below = root === '.' ? '' : `${root}/`;
  const vms = `{workspaceRoot}/${below}vms`;
  return {
    // Whatever a box may call its runner, so rather a file too many than a runner whose edit runs nothing. From
    // the workspace, because a project that somebody makes of 'vms' would take its files out of this one's.
    runner: [`${vms}/*`, `!${vms}/*.md`, `!${vms}/Vagrantfile`],
    artifactDigest: [
      { runtime: `node node_modules/@flightline/core/bin/folder-digest.js ${below}dist/artifact` },
    ],
  };
}
