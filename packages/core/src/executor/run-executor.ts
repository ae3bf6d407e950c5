// The only place that knows what an Nx executor is handed. Programs get a Task and have never heard of Nx.
import { join } from 'node:path';
import { isatty } from 'node:tty';
import type { ExecutorContext } from '@nx/devkit';
import { FlightlineError, explainSystemError, renderError } from '../errors';
import type { Targets } from '../check';
import { type Reporter, jsonRenderer, plainRenderer } from '../events';
import { BOX_TAG, type Box, type Matrix, completeBox, matrixTag } from '../model';
import { type Runner, createRunner } from '../process';

/** The facts a program needs about where it was called. */
export interface Task {
  readonly workspaceRoot: string;
  /** The project the target belongs to; `root` relative to the workspace. */
  readonly project: {
    readonly name: string;
    readonly root: string;
    readonly tags: readonly string[];
  };
  /** `cached`: Nx may skip the target and put its outputs back. */
  readonly target: { readonly name: string; readonly cached: boolean };
  /** All projects of the workspace. */
  readonly projects: Readonly<Record<string, ProjectFacts>>;
  /** Nx's hash of this task; null when Nx did not tell. */
  readonly taskHash: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runner: Runner;
  readonly reporter: Reporter;
  /** Fires on SIGINT, SIGTERM and SIGHUP, when the terminal goes away, and when nx is gone. Its reason: by what. */
  readonly signal: AbortSignal;
}

export interface ProjectFacts {
  readonly root: string;
  readonly tags: readonly string[];
  readonly implicitDependencies?: readonly string[];
  readonly targets: Targets;
  /** As they hold for the project: its own, else those of nx.json. */
  readonly namedInputs?: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Runs a program as an Nx executor: true is success. What it throws is rendered once, here.
 * FLIGHTLINE_FORMAT=json makes stdout one JSON event a line.
 */
export async function runExecutor(
  context: ExecutorContext,
  program: (task: Task) => Promise<boolean>,
): Promise<{ success: boolean }> {
  const terminal =
    isatty(process.stdout.fd) && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined;
  // A terminal that goes away must not take the clean-up with it: writes then fail, and nobody reads them.
  const write = (text: string) => void process.stdout.write(text);
  // These two stay when the program is done: the failure of a late write comes later still.
  const ignore = () => undefined;
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
  const reporter =
    process.env['FLIGHTLINE_FORMAT'] === 'json'
      ? jsonRenderer(write)
      : plainRenderer({ write, terminal, columns: process.stdout.columns });

  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => interruption.abort(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  // An nx that is killed sends no signal; all that is left of it is the end of its channel to us.
  const orphaned = () => interruption.abort('the end of nx');
  process.once('disconnect', orphaned);
  try {
    const task = {
      ...taskFacts(context),
      runner: await createRunner(),
      reporter,
      signal: interruption.signal,
    };
    return { success: await program(task) };
  } catch (raised) {
    const error = explainSystemError(raised);
    const code = error instanceof FlightlineError ? error.code : 'INTERNAL';
    reporter.emit({
      type: 'error',
      scope: context.projectName ?? '',
      code,
      lines: renderError(error, { colour: terminal }),
    });
    return { success: false };
  } finally {
    reporter.close();
    for (const signal of signals) process.off(signal, interrupt);
    process.off('disconnect', orphaned);
  }
}

function taskFacts(context: ExecutorContext): Omit<Task, 'runner' | 'reporter' | 'signal'> {
  const projects: Record<string, ProjectFacts> = {};
  for (const [name, project] of Object.entries(context.projectsConfigurations.projects)) {
    const { root, tags = [], implicitDependencies = [], targets = {} } = project;
    const namedInputs = { ...context.nxJsonConfiguration.namedInputs, ...project.namedInputs };
    projects[name] = { root, tags, implicitDependencies, targets, namedInputs };
  }
  const name = context.projectName ?? '';
  const own = projects[name];
  return {
    workspaceRoot: context.root,
    project: { name, root: own?.root ?? '.', tags: own?.tags ?? [] },
    target: { name: context.targetName ?? '', cached: context.target?.cache ?? false },
    projects,
    taskHash: process.env['NX_TASK_HASH'] ?? null,
    env: process.env,
  };
}

/** The matrix of a release project, boxes sorted by name. */
export function matrixOf(projects: Task['projects'], release: string): Matrix {
  const boxes = Object.entries(projects)
    .filter(([, { tags }]) => tags.includes(BOX_TAG) && tags.includes(matrixTag(release)))
    .map(([name, project]) => boxOf(name, project, release))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { release, root: projects[release]?.root ?? '.', boxes };
}

function boxOf(name: string, project: ProjectFacts, release: string): Box {
  const options = completeBox(project.targets['vm-run']?.options ?? {});
  return { name, root: project.root, options, ...linkTo(release, project) };
}

/** The part of a box that says whether Nx knows of its dependence on the release project. */
export function linkTo(
  release: string,
  { implicitDependencies = [] }: Pick<ProjectFacts, 'implicitDependencies'>,
): Pick<Box, 'unlinkedRelease'> {
  return implicitDependencies.includes(release) ? {} : { unlinkedRelease: release };
}

/** The release project a box belongs to, by its tag; undefined when it has none or the project does not exist. */
export function releaseOf(
  task: Pick<Task, 'project' | 'projects'>,
): { name: string; root: string } | undefined {
  const prefix = matrixTag('');
  const name = task.project.tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);
  const project = name === undefined ? undefined : task.projects[name];
  return name === undefined || project === undefined ? undefined : { name, root: project.root };
}

/** Absolute path of something that options name relative to the release root. */
export function inRelease(
  task: Pick<Task, 'workspaceRoot'>,
  releaseRoot: string,
  path: string,
): string {
  return join(task.workspaceRoot, releaseRoot, path);
}
