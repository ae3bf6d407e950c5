import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hiddenFrom } from '@flightline/core/build-context';
import type { Task } from '@flightline/core/executor';
import { UserError } from '@flightline/core/errors';
import { formatBytes } from '@flightline/core/events';
import { folderDigest, folderManifest } from '@flightline/core/evidence';
import { cacheDir } from '@flightline/core/host';
import { type Base, ensureTar } from '../../bases';
import { ENGINES } from '../../engines';
import { type Choice, chooseSetup } from '../../engines/choose';
import type { Setup } from '../../engines/engine';
import { findCommands } from '../../engines/find-commands';
import { normaliseArtifact, removeLeftovers, replaceFolder } from './artifact';
import { describePlan } from './describe-plan';
import { Phases } from './phases';
import { type BuildOptions, type BuildPlan, planBuild } from './plan';
import { type Artifact, openRecords, writeRecords } from './records';

type BuildTask = Pick<
  Task,
  'workspaceRoot' | 'project' | 'projects' | 'env' | 'runner' | 'reporter' | 'signal'
>;

/**
 * Builds the container of a release project and puts the files of its artifact stage in place. The old
 * artifact stays until the new one is complete. Raises BUILD_FAILED and BUILD_EMPTY, besides what planning,
 * choosing an engine and making bases raise.
 */
export async function dockerBuild(options: BuildOptions, task: BuildTask): Promise<boolean> {
  const { project, reporter, runner, signal, env, workspaceRoot } = task;
  const scope = project.name;
  const plan = planBuild(options, {
    project: project.name,
    workspaceRoot,
    projectRoot: project.root,
    kindOf,
    // Nx sets it for --skip-nx-cache; then it neither looks up outputs nor keeps them.
    cached: env['NX_SKIP_NX_CACHE'] !== 'true',
    buildContext: task.projects[project.name]?.namedInputs?.['buildContext'] ?? [],
    hiderFor: (build) => hiddenFrom(join(workspaceRoot, project.root), build),
  });
  const startedAt = new Date();
  reporter.emit({
    type: 'started',
    scope,
    title: `builds '${options.artifact}' from the stage '${options.target}' of '${options.file}'`,
  });
  const phases = new Phases({
    scope,
    cwd: plan.cwd,
    log: plan.paths.log,
    runner,
    reporter,
    signal,
  });
  const choice = await phases.run('engine', () => choose(options, task), describeChoice);
  const { setup } = choice;
  warnOfNetwork(plan, setup, task);
  if (options.dryRun) {
    reporter.emit({
      type: 'report',
      scope,
      ...describePlan(plan, setup, { cacheDir: cacheDir(env), env }),
    });
    return true;
  }
  openRecords(plan);
  try {
    for (const base of plan.bases) {
      await phases.run(
        'base',
        () => ensureBase(base, setup, task, phases),
        (how) => `${base.image} ${how}`,
      );
    }
    await phases.run('build', () => phases.commands(setup.engine, setup.build(plan.request)));
  } catch (error) {
    // What worked before may have stopped working, e.g. a daemon that is gone: look again next time.
    choice.forget();
    throw error;
  }
  const artifact = await phases.run('artifact', () => placeArtifact(plan, setup), describeArtifact);
  writeRecords(plan, setup, artifact, { startedAt, phases: phases.times });
  return true;
}

function kindOf(path: string): 'file' | 'folder' | 'nothing' {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'nothing';
  return stat.isDirectory() ? 'folder' : 'file';
}

function choose(options: BuildOptions, { env, runner, signal }: BuildTask): Promise<Choice> {
  return chooseSetup(
    { engine: options.engine, network: options.network },
    {
      engines: ENGINES,
      host: { env, findCommands: (name) => findCommands(env['PATH'] ?? '', name) },
      cacheDir: cacheDir(env),
      bootId: bootId(),
      arch: process.arch,
      runner,
      signal,
    },
  );
}

/** See random(4); other systems have none. */
function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}

function describeChoice({ setup, refused }: Choice): string {
  const others = refused.map(({ title, because }) => `not ${title}: ${because}`);
  return [setup.title, ...others].join('; ');
}

function warnOfNetwork({ request }: BuildPlan, setup: Setup, task: BuildTask): void {
  if (request.network === undefined || setup.honoursNetwork) return;
  task.reporter.emit({
    type: 'notice',
    scope: task.project.name,
    level: 'warn',
    message: `With chroot isolation the build shares the network of the host; '${request.network}' is not obeyed.`,
  });
}

/** Says how the base came to be there. */
async function ensureBase(
  base: Base,
  setup: Setup,
  { env, runner, signal }: BuildTask,
  phases: Phases,
): Promise<string> {
  const label = await runner.run(setup.readBaseLabel(base.image).argv, { signal });
  if (label.stdout.trim() === base.digest) return 'is there';
  const tar = await ensureTar(base, cacheDir(env), {
    runner,
    signal,
    env,
    onProgress: (progress) => phases.progress('base', progress),
  });
  await phases.commands(setup.engine, setup.importBase({ ...base, tar }));
  return `made from ${base.suite}`;
}

function placeArtifact({ paths, request }: BuildPlan, setup: Setup): Artifact {
  mkdirSync(paths.staging, { recursive: true });
  removeLeftovers(paths.staging, setup.leftovers);
  normaliseArtifact(paths.staging);
  const files = folderManifest(paths.staging);
  if (files.length === 0) {
    throw new UserError(
      'BUILD_EMPTY',
      `The stage '${request.target}' of '${request.file}' holds no files.`,
      'Copy the files of the product into it, e.g. with: COPY --from=build /out/ /',
    );
  }
  const artifact = { digest: folderDigest(paths.staging), files };
  replaceFolder(paths.staging, paths.artifact);
  return artifact;
}

function describeArtifact({ digest, files }: Artifact): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}, ${digest}`;
}
