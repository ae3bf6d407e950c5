import { posix } from 'node:path';
import { type Problem, rejectProblems } from '@flightline/core/errors';
import { type JsonObject, complete, remarksOn } from '../complete';
import { workspaceParts } from '../init/parts';
import { withLines } from '../lines';
import type { Plan } from '../plan';
import { withBuildContext } from '../build-context';
import { buildInputs, preflightInputs, releaseInputs } from '../task-inputs';
import { RELEASE_TAG, type Workspace, projectAt } from '../workspace';
import type { ReleaseGeneratorSchema } from './schema';
import { STARTER_RUNNER } from './starter-runner';

/** What the runs of a release project write below its root. */
const GITIGNORE = ['dist/', 'vms/artifacts/'];

/** The first .dockerignore: what is no source, changes with every run, or is large. */
export const STARTER_DOCKERIGNORE = [
  ...['**/*.md', 'docs', 'vms', 'dist'],
  ...['.git', '.nx', 'node_modules'],
];

// Names and folders end up in tags, globs and commands, so they are kept to what needs no quoting there.
const NAME = /^[A-Za-z0-9@][\w@./-]*$/;
const FOLDER = /^[\w@.+/-]+$/;

/** Decides what makes a folder a release project. Raises NAME_INVALID with all that is wrong. */
export function planRelease(workspace: Workspace, options: ReleaseGeneratorSchema): Plan {
  const root = posix.normalize(options.directory).replace(/(?<=.)\/$/, '');
  const standing = projectAt(workspace, root);
  const name = options.name ?? standing ?? posix.basename(root);
  rejectProblems(
    'NAME_INVALID',
    'This cannot become a release project.',
    'Run the generator again with another --name or --directory.',
    releaseProblems(workspace, { name, root, standing }),
  );

  const path = posix.join(root, 'project.json');
  const project = complete(workspace.json(path), releaseProject(workspace, name, root));
  const shared = workspaceParts(workspace);
  // A release project in the workspace's root has its .gitignore in common with the workspace.
  const withShared = { text: (file: string) => shared.text[file] ?? workspace.text(file) };
  const ignored = posix.join(root, '.dockerignore');
  const starter =
    workspace.text(ignored) === undefined
      ? withLines(workspace, ignored, STARTER_DOCKERIGNORE)
      : {};
  const read = (file: string) => starter[file] ?? workspace.text(file);
  return {
    ...shared,
    json: { ...shared.json, [path]: withBuildContext(project.value, root, read) },
    text: {
      ...shared.text,
      ...withLines(withShared, posix.join(root, '.gitignore'), GITIGNORE),
      ...starter,
      ...starterRunner(workspace, root),
    },
    remarks: [...remarksOn(path, project), ...shared.remarks],
    summary: [
      `Release project '${name}' stands in '${root}'.`,
      'Its tests belong into vms/runner.sh, its build into a Dockerfile.',
      `next: nx g @flightline/vm-run:box bookworm --release ${name} --image debian:bookworm`,
    ],
  };
}

type PlannedText = NonNullable<Plan['text']>;

interface Request {
  name: string;
  root: string;
  standing: string | undefined;
}

function releaseProblems({ projects }: Workspace, { name, root, standing }: Request): Problem[] {
  const elsewhere = projects[name];
  const rules: readonly (readonly [key: string, broken: boolean, message: string])[] = [
    [
      'directory',
      root.startsWith('/') || root.split('/').includes('..'),
      `'${root}' is no folder inside the workspace.`,
    ],
    [
      'directory',
      !FOLDER.test(root),
      `'${root}' holds more than letters, digits and . _ - + @ /, which task inputs cannot name.`,
    ],
    ['name', !NAME.test(name) || name === '.', `'${name}' cannot be the name of a project.`],
    [
      'name',
      standing !== undefined && standing !== name,
      `'${root}' is project '${standing ?? ''}' already; leave --name out to complete that one.`,
    ],
    [
      'name',
      elsewhere !== undefined && elsewhere.root !== root,
      `'${name}' is the project in '${elsewhere?.root ?? ''}'.`,
    ],
  ];
  return rules.filter(([, broken]) => broken).map(([key, , message]) => ({ key, message }));
}

function releaseProject({ packages }: Workspace, name: string, root: string): JsonObject {
  return {
    name,
    $schema: posix.join(posix.relative(root, '.'), 'node_modules/nx/schemas/project-schema.json'),
    projectType: 'application',
    tags: [RELEASE_TAG],
    namedInputs: releaseInputs(root),
    targets: {
      preflight: {
        executor: '@flightline/preflight:preflight',
        inputs: preflightInputs({ name, root }, packages),
      },
      // What the boxes bring is known better after each run.
      'preflight-artifact': {
        executor: '@flightline/preflight:preflight',
        cache: false,
        dependsOn: ['docker-build'],
        options: { stage: 'artifact' },
      },
      // What is true of this host now is no fact to keep.
      'preflight-host': {
        executor: '@flightline/preflight:preflight',
        cache: false,
        options: { stage: 'host' },
      },
      // Nor is what git and its remote say.
      'preflight-release': {
        executor: '@flightline/preflight:preflight',
        cache: false,
        options: { stage: 'release' },
      },
      'docker-build': {
        executor: '@flightline/docker-build:docker-build',
        inputs: buildInputs({ name, root }, packages),
      },
      validate: { executor: '@flightline/vm-run:validate' },
      triage: { executor: '@flightline/triage:triage' },
      'vm-reap': {},
      'vm-prune': {},
    },
  };
}

function starterRunner(workspace: Workspace, root: string): PlannedText {
  const path = posix.join(root, 'vms/runner.sh');
  return workspace.text(path) === undefined ? { [path]: { executable: STARTER_RUNNER } } : {};
}
